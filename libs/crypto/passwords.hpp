#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "async/task.hpp"
#include "core/error.hpp"
#include "core/units.hpp"

namespace instante::async {
class Pool;
}

namespace instante::crypto {

/// Argon2id (RFC 9106) on threads of its own, nicer than the rest, behind a bounded queue: sign-ins wait for one another, the
/// loops for none of them. Errors of all calls: `overloaded` when the queue is full. Passwords are wiped once used.
class PasswordHasher {
public:
    struct Options {
        std::uint64_t passes = 2;                     ///< libsodium's INTERACTIVE
        core::Bytes memory{std::uint64_t{64} << 20};  ///< per hash being made; INTERACTIVE too
        std::size_t threads = 0;                      ///< 0: all cores but one, at least one
        std::size_t queue_limit = 64;                 ///< passwords waiting
    };
    /// As cheap as Argon2id can be: for tests.
    static Options cheap();

    explicit PasswordHasher(Options options);
    PasswordHasher();
    ~PasswordHasher();
    PasswordHasher(const PasswordHasher&) = delete;
    PasswordHasher& operator=(const PasswordHasher&) = delete;

    /// `$argon2id$v=19$m=…,t=…,p=1$salt$hash`: at most 127 characters. `overloaded` also when there is no memory.
    [[nodiscard]] Task<Result<std::string>> hash(std::string password);
    /// Whether `password` made `hash`. Errors also: `internal` when `hash` is none of ours.
    [[nodiscard]] Task<Result<bool>> verify(std::string hash, std::string password);
    /// Always false, after the time that `verify` takes: for a user that does not exist.
    [[nodiscard]] Task<Result<bool>> verify_dummy(std::string password);
    /// Whether `hash` was made with other limits than ours: make a new one at the next sign-in.
    [[nodiscard]] bool needs_rehash(const std::string& hash) const;

private:
    Options options_;
    std::string dummy_;
    std::unique_ptr<async::Pool> pool_;
};

}  // namespace instante::crypto
