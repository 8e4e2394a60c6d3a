#include "crypto/passwords.hpp"

#include <sodium.h>

#include <algorithm>
#include <cerrno>
#include <string_view>
#include <thread>
#include <utility>

#include "async/pool.hpp"
#include "crypto/random.hpp"

namespace instante::crypto {
namespace {

std::string base64(std::string_view bytes) {
    constexpr int variant = sodium_base64_VARIANT_ORIGINAL_NO_PADDING;
    std::string text(sodium_base64_ENCODED_LEN(bytes.size(), variant), '\0');
    sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), variant);
    text.pop_back();  // the terminating zero
    return text;
}

/// A hash of no password: made of random bytes, in the form of a real one, so that refusing it costs what refusing a real one
/// costs.
std::string make_dummy(const PasswordHasher::Options& options) {
    return "$argon2id$v=19$m=" + std::to_string(options.memory.count / 1024) + ",t=" + std::to_string(options.passes) + ",p=1$" +
           base64(random_bytes(crypto_pwhash_SALTBYTES)) + "$" + base64(random_bytes(32));
}

void wipe(std::string& secret) {
    sodium_memzero(secret.data(), secret.size());
}

Result<std::string> hash_now(const PasswordHasher::Options& options, std::string& password) {
    std::string hash(crypto_pwhash_STRBYTES, '\0');
    const int failed = crypto_pwhash_str_alg(hash.data(), password.data(), password.size(), options.passes, options.memory.count,
                                             crypto_pwhash_ALG_ARGON2ID13);
    wipe(password);
    if (failed != 0) return core::Error{core::overloaded, "no memory for Argon2id"};
    hash.resize(hash.find('\0'));
    return hash;
}

Result<bool> verify_now(const std::string& hash, std::string& password) {
    if (!hash.starts_with(crypto_pwhash_argon2id_STRPREFIX))
        return core::Error{core::internal, "a stored password hash is not Argon2id"};
    errno = 0;
    const int failed = crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size());
    const int reason = errno;
    wipe(password);
    if (failed == 0) return true;
    if (reason == EINVAL) return false;  // libsodium: it was computed, and is another
    return core::Error{core::internal, "a stored password hash cannot be read"};
}

std::size_t threads_for(std::size_t wanted) {
    if (wanted > 0) return wanted;
    const std::size_t cores = std::thread::hardware_concurrency();
    return cores > 1 ? cores - 1 : 1;
}

}  // namespace

PasswordHasher::Options PasswordHasher::cheap() {
    return {.passes = crypto_pwhash_OPSLIMIT_MIN, .memory = {crypto_pwhash_MEMLIMIT_MIN}, .threads = 1};
}

PasswordHasher::PasswordHasher() : PasswordHasher(Options{}) {}

PasswordHasher::PasswordHasher(Options options) : options_(options), dummy_(make_dummy(options)) {
    async::Pool::Options pool{.name = "passwords", .threads = threads_for(options.threads), .queue_limit = options.queue_limit};
    pool.nice = 10;
    pool_ = std::make_unique<async::Pool>(std::move(pool));
}

PasswordHasher::~PasswordHasher() = default;

Task<Result<std::string>> PasswordHasher::hash(std::string password) {
    auto work = [options = options_, password = std::move(password)]() mutable { return hash_now(options, password); };
    auto hash = co_await async::on(*pool_, std::move(work));
    co_return hash;
}

Task<Result<bool>> PasswordHasher::verify(std::string hash, std::string password) {
    auto work = [hash = std::move(hash), password = std::move(password)]() mutable { return verify_now(hash, password); };
    auto right = co_await async::on(*pool_, std::move(work));
    co_return right;
}

Task<Result<bool>> PasswordHasher::verify_dummy(std::string password) {
    auto wrong = co_await verify(dummy_, std::move(password));
    co_return wrong;
}

bool PasswordHasher::needs_rehash(const std::string& hash) const {
    return crypto_pwhash_str_needs_rehash(hash.c_str(), options_.passes, options_.memory.count) != 0;
}

}  // namespace instante::crypto
