#pragma once

#include <optional>
#include <string>

#include "authentication/domain/device.hpp"
#include "authentication/domain/user.hpp"
#include "authentication/ports/account_store.hpp"
#include "authentication/ports/secrets.hpp"
#include "core/ids.hpp"
#include "core/time.hpp"

namespace instante::authentication {

/// Somebody, and what they show from now on.
struct SignedIn {
    User user;
    std::string access_token;
    std::string refresh_token;
};

/// A session to be stored, and the secret that its owner is given.
struct SessionDraft {
    NewSession session;
    std::string refresh_token;
};

/// Makes sessions and their tokens.
class SessionMaker {
public:
    SessionMaker(const Secrets& secrets, const AccessTokens& tokens, core::IdGenerator& ids, const core::Clock& clock)
        : secrets_(secrets), tokens_(tokens), ids_(ids), clock_(clock) {}

    [[nodiscard]] SessionDraft draft(UserId user, std::optional<Device> device) const;
    /// The answer, once the session stands.
    [[nodiscard]] SignedIn complete(User user, SessionId session, std::string refresh_token) const;

private:
    const Secrets& secrets_;
    const AccessTokens& tokens_;
    core::IdGenerator& ids_;
    const core::Clock& clock_;
};

}  // namespace instante::authentication
