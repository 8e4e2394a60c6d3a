#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "async/task.hpp"
#include "authentication/domain/mail.hpp"
#include "authentication/domain/user.hpp"
#include "authentication/ports/account_store.hpp"
#include "core/error.hpp"
#include "core/time.hpp"
#include "core/trace.hpp"

namespace instante::authentication {

/// A mailed link that is followed.
struct TokenUse {
    std::string digest;
    core::Timestamp now{};
    core::Trace trace;
};

/// Where mails are ordered and the tokens of their links rest. Each call is one transaction with the announcements it causes;
/// safe from any coroutine of the service.
class MailStore {
public:
    virtual ~MailStore() = default;
    /// Queues an order, durably. Errors of all: `unavailable`.
    virtual Task<Result<void>> order(MailOrder order, core::Trace trace) = 0;
    /// Keeps a token. Beyond `mail_token_limit` the oldest of its user and kind goes.
    virtual Task<Result<void>> put(MailToken token) = 0;
    /// The token, unless it is too old or unknown.
    virtual Task<Result<std::optional<MailToken>>> find(std::string digest, core::Timestamp now) = 0;
    /// Spends a token of a verification or change, and all others of its user and kind: the address it was sent to is now the
    /// user's, and verified. Nothing when it is unknown, too old, or when its user has gone or has another address by now.
    /// Errors: `taken`.
    virtual Task<Result<std::optional<User>>> confirm(TokenUse use) = 0;
    /// Spends a reset's token, and all other resets of its user: a new password, all sessions ended, the address verified.
    /// Nothing as above.
    virtual Task<Result<std::optional<ChangedUser>>> reset(TokenUse use, std::string password_hash) = 0;
    /// Forgets tokens that expired before `now`, at most `limit`; how many.
    virtual Task<Result<std::size_t>> sweep(core::Timestamp now, std::size_t limit) = 0;
};

}  // namespace instante::authentication
