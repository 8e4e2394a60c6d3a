#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "authentication/domain/session.hpp"
#include "authentication/domain/signing_key.hpp"
#include "authentication/domain/user.hpp"
#include "core/error.hpp"
#include "core/time.hpp"

namespace instante::authentication {

/// Secrets to hand out, and what we keep of them.
class Secrets {
public:
    virtual ~Secrets() = default;
    /// 32 random bytes, base64url.
    [[nodiscard]] virtual std::string new_token() const = 0;
    /// SHA-256, base64url.
    [[nodiscard]] virtual std::string digest(std::string_view text) const = 0;
};

/// Signs access tokens with one of the keys put in force. Safe from any thread.
class AccessTokens {
public:
    virtual ~AccessTokens() = default;
    [[nodiscard]] virtual StoredKey new_key(core::Timestamp now) const = 0;
    /// Puts `keys` in force: `signer` (a kid) signs, all verify. Errors: `internal` (a damaged key; none is the signer's).
    virtual Result<void> use(const std::vector<StoredKey>& keys, std::string_view signer) = 0;
    /// A token for `user` in `session`, valid `access_token_lifetime` from `now`.
    [[nodiscard]] virtual std::string issue(const User& user, SessionId session, core::Timestamp now) const = 0;
};

}  // namespace instante::authentication
