#include "crypto/hash.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>

#include <new>

#include "crypto/random.hpp"
#include "crypto/text_bytes.hpp"

namespace instante::crypto {
namespace {

constexpr std::size_t digest_size = 32;

/// Fetched once: OpenSSL 3 looks an algorithm up anew at each use of `EVP_sha256()`, which costs more than hashing a short text.
const EVP_MD* algorithm() {
    static const EVP_MD* const fetched = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    if (fetched == nullptr) throw std::bad_alloc{};
    return fetched;
}

/// OpenSSL's digests fail for want of memory only.
void demand(int outcome) {
    if (outcome != 1) throw std::bad_alloc{};
}

}  // namespace

std::string sha256(std::string_view bytes) {
    std::string digest(digest_size, '\0');
    demand(EVP_Digest(bytes.data(), bytes.size(), bytes_of(digest), nullptr, algorithm(), nullptr));
    return digest;
}

struct Sha256::State {
    State() { demand(context != nullptr && EVP_DigestInit_ex2(context, algorithm(), nullptr) == 1); }
    ~State() { EVP_MD_CTX_free(context); }
    State(const State&) = delete;
    State& operator=(const State&) = delete;

    EVP_MD_CTX* context = EVP_MD_CTX_new();
};

Sha256::Sha256() : state_(std::make_unique<State>()) {}
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;
Sha256::~Sha256() = default;

Sha256& Sha256::update(std::string_view bytes) {
    demand(EVP_DigestUpdate(state_->context, bytes.data(), bytes.size()));
    return *this;
}

std::string Sha256::finish() {
    std::string digest(digest_size, '\0');
    demand(EVP_DigestFinal_ex(state_->context, bytes_of(digest), nullptr));
    demand(EVP_DigestInit_ex2(state_->context, algorithm(), nullptr));
    return digest;
}

std::string hmac_sha256(std::string_view key, std::string_view message) {
    std::string mac(digest_size, '\0');
    unsigned int size = 0;
    const auto* made =
        HMAC(algorithm(), key.data(), static_cast<int>(key.size()), bytes_of(message), message.size(), bytes_of(mac), &size);
    demand(made != nullptr);
    return mac;
}

KeyedHash::KeyedHash() : key_(random_bytes(crypto_shorthash_KEYBYTES)) {}

std::uint64_t KeyedHash::operator()(std::string_view bytes) const {
    std::uint64_t hash = 0;
    static_assert(sizeof hash == crypto_shorthash_BYTES);
    crypto_shorthash(reinterpret_cast<unsigned char*>(&hash), bytes_of(bytes), bytes.size(), bytes_of(key_));
    return hash;
}

bool equal_in_constant_time(std::string_view left, std::string_view right) {
    return left.size() == right.size() && CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

}  // namespace instante::crypto
