#include "crypto/passwords.hpp"

#include <sodium.h>

#include <cstdint>
#include <optional>
#include <thread>
#include <utility>

#include "async/pool.hpp"
#include "crypto/argon2id.hpp"
#include "crypto/random.hpp"

namespace instante::crypto {
namespace {

constexpr std::size_t salt_size = 16;
constexpr std::size_t tag_size = 32;

Argon2id with_costs(const PasswordHasher::Options& options) {
    return {.memory = options.memory,
            .passes = static_cast<std::uint32_t>(options.passes),
            .salt = random_bytes(salt_size),
            .tag = {}};
}

/// A hash of no password: made of random bytes, in the form of a real one, so that refusing it costs what refusing a real one
/// costs.
std::string make_dummy(const PasswordHasher::Options& options) {
    auto hash = with_costs(options);
    hash.tag = random_bytes(tag_size);
    return hash.text();
}

void wipe(std::string& secret) {
    sodium_memzero(secret.data(), secret.size());
}

/// What the password makes, in this thread's memory, which is kept while more of them wait.
std::optional<std::string> tag_of(const Argon2id& hash, std::string& password, std::size_t size, const async::Pool& pool) {
    thread_local Argon2idMemory memory;
    auto tag = memory.tag(hash, password, size);
    wipe(password);
    if (pool.waiting() == 0) memory.give_back();
    return tag;
}

Result<std::string> hash_now(Argon2id hash, std::string& password, const async::Pool& pool) {
    auto tag = tag_of(hash, password, tag_size, pool);
    if (!tag) return core::Error{core::overloaded, "no memory for Argon2id"};
    hash.tag = std::move(*tag);
    return hash.text();
}

Result<bool> verify_now(const std::string& text, std::string& password, const async::Pool& pool) {
    const auto hash = Argon2id::parse(text);
    if (!hash) return core::Error{core::internal, "a stored password hash is not Argon2id"};
    const auto tag = tag_of(*hash, password, hash->tag.size(), pool);
    if (!tag) return core::Error{core::overloaded, "no memory for Argon2id"};
    return sodium_memcmp(tag->data(), hash->tag.data(), tag->size()) == 0;
}

std::size_t threads_for(std::size_t wanted) {
    if (wanted > 0) return wanted;
    const std::size_t cores = std::thread::hardware_concurrency();
    return cores > 1 ? cores - 1 : 1;
}

}  // namespace

PasswordHasher::Options PasswordHasher::cheap() {
    return {.passes = 1, .memory = {8 << 10}, .threads = 1};
}

PasswordHasher::PasswordHasher() : PasswordHasher(Options{}) {}

PasswordHasher::PasswordHasher(Options options) : options_(options), dummy_(make_dummy(options)) {
    async::Pool::Options pool{.name = "passwords", .threads = threads_for(options.threads), .queue_limit = options.queue_limit};
    pool.nice = 10;
    pool_ = std::make_unique<async::Pool>(std::move(pool));
}

PasswordHasher::~PasswordHasher() = default;

Task<Result<std::string>> PasswordHasher::hash(std::string password) {
    auto work = [options = options_, password = std::move(password), &pool = *pool_]() mutable {
        return hash_now(with_costs(options), password, pool);
    };
    auto hash = co_await async::on(*pool_, std::move(work));
    co_return hash;
}

Task<Result<bool>> PasswordHasher::verify(std::string hash, std::string password) {
    auto work = [hash = std::move(hash), password = std::move(password), &pool = *pool_]() mutable {
        return verify_now(hash, password, pool);
    };
    auto right = co_await async::on(*pool_, std::move(work));
    co_return right;
}

Task<Result<bool>> PasswordHasher::verify_dummy(std::string password) {
    auto wrong = co_await verify(dummy_, std::move(password));
    co_return wrong;
}

bool PasswordHasher::needs_rehash(const std::string& hash) const {
    const auto made = Argon2id::parse(hash);
    return !made || made->memory.count != options_.memory.count || made->passes != options_.passes;
}

}  // namespace instante::crypto
