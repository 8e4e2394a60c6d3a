#include "crypto/argon2id.hpp"

#include <argon2.h>
#include <sodium.h>
#include <sys/mman.h>

#include <algorithm>
#include <charconv>

namespace instante::crypto {
namespace {

constexpr std::string_view prefix = "$argon2id$v=19$m=";
constexpr std::size_t piece = std::size_t{1} << 20;
constexpr int base64_variant = sodium_base64_VARIANT_ORIGINAL_NO_PADDING;

std::string base64(std::string_view bytes) {
    std::string text(sodium_base64_ENCODED_LEN(bytes.size(), base64_variant), '\0');
    sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
                      base64_variant);
    text.pop_back();  // the terminating zero
    return text;
}

bool read_base64(std::string_view text, std::string& bytes) {
    bytes.resize(text.size());
    std::size_t size = 0;
    const char* end = nullptr;
    const int failed = sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(), text.size(),
                                         nullptr, &size, &end, base64_variant);
    bytes.resize(size);
    return failed == 0 && end == text.data() + text.size();
}

/// Takes what `text` begins with: a number, then `after`.
bool take(std::string_view& text, std::uint32_t& number, std::string_view after) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{}) return false;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (!text.starts_with(after)) return false;
    text.remove_prefix(after.size());
    return true;
}

std::uint8_t* bytes_of(std::string_view text) {
    return reinterpret_cast<std::uint8_t*>(const_cast<char*>(text.data()));  // NOLINT(cppcoreguidelines-pro-type-const-cast)
}

/// The library calls for memory without saying on whose behalf; one hash at a time is computed on a thread.
thread_local std::byte* lent = nullptr;

int lend(std::uint8_t** memory, std::size_t) {
    *memory = reinterpret_cast<std::uint8_t*>(lent);
    return ARGON2_OK;
}

void take_back(std::uint8_t*, std::size_t) {}

}  // namespace

std::string Argon2id::text() const {
    return std::string{prefix} + std::to_string(memory.count / 1024) + ",t=" + std::to_string(passes) + ",p=1$" + base64(salt) +
           '$' + base64(tag);
}

std::optional<Argon2id> Argon2id::parse(std::string_view text) {
    if (!text.starts_with(prefix)) return {};
    text.remove_prefix(prefix.size());
    std::uint32_t kibibytes = 0;
    Argon2id hash;
    if (!take(text, kibibytes, ",t=") || !take(text, hash.passes, ",p=1$")) return {};
    const auto middle = text.find('$');
    if (middle == text.npos || !read_base64(text.substr(0, middle), hash.salt) || !read_base64(text.substr(middle + 1), hash.tag))
        return {};
    if (kibibytes < ARGON2_MIN_MEMORY || hash.passes < ARGON2_MIN_TIME || hash.salt.size() < ARGON2_MIN_SALT_LENGTH ||
        hash.tag.size() < ARGON2_MIN_OUTLEN)
        return {};
    hash.memory.count = std::uint64_t{kibibytes} * 1024;
    return hash;
}

Argon2idMemory::~Argon2idMemory() {
    unmap();
}

std::optional<std::string> Argon2idMemory::tag(const Argon2id& hash, std::string_view password, std::size_t tag_size) {
    if (!hold(hash.memory.count)) return {};
    std::string tag(tag_size, '\0');
    argon2_context context{};
    context.out = bytes_of(tag);
    context.outlen = static_cast<std::uint32_t>(tag.size());
    context.pwd = bytes_of(password);
    context.pwdlen = static_cast<std::uint32_t>(password.size());
    context.salt = bytes_of(hash.salt);
    context.saltlen = static_cast<std::uint32_t>(hash.salt.size());
    context.t_cost = hash.passes;
    context.m_cost = static_cast<std::uint32_t>(hash.memory.count / 1024);
    context.lanes = context.threads = 1;
    context.version = ARGON2_VERSION_13;
    context.allocate_cbk = lend;
    context.free_cbk = take_back;
    lent = data_;
    if (argon2_ctx(&context, Argon2_id) != ARGON2_OK) return {};
    return tag;
}

void Argon2idMemory::give_back() {
    for (std::size_t at = 0; at < size_; at += piece) madvise(data_ + at, std::min(piece, size_ - at), MADV_DONTNEED);
}

bool Argon2idMemory::hold(std::size_t size) {
    if (size <= size_) return true;
    unmap();
    void* memory = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) return false;
    data_ = static_cast<std::byte*>(memory);
    size_ = size;
    return true;
}

void Argon2idMemory::unmap() {
    if (size_ == 0) return;
    give_back();
    munmap(data_, size_);
    size_ = 0;
}

}  // namespace instante::crypto
