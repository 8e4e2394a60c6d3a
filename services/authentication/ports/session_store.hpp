#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "async/task.hpp"
#include "authentication/domain/announcements.hpp"
#include "authentication/domain/session.hpp"
#include "authentication/domain/user.hpp"
#include "authentication/ports/account_store.hpp"
#include "core/error.hpp"
#include "core/trace.hpp"

namespace instante::authentication {

/// A refresh token being used, by its digest, for another.
struct Rotation {
    std::string used_digest;
    std::string new_digest;
    core::Timestamp now{};
    core::Trace trace;
};

struct Rotated {
    User user;
    SessionId session;
    std::optional<SessionEnded> ended;  ///< then there is no new token
    RefreshVerdict verdict = RefreshVerdict::rotate;
};

/// Where sessions rest. Each call is one transaction with the announcements it causes; safe from any coroutine of the service.
class SessionStore {
public:
    virtual ~SessionStore() = default;
    /// Adds a session of a user, with its device. Beyond `session_limit` the one idle longest ends; those ended.
    /// Errors: `not_found` if the user is not active, or has another password by now than the one shown; `unavailable`.
    virtual Task<Result<std::vector<SessionEnded>>> open(NewSession session, core::Trace trace) = 0;
    /// Does what `judge_refresh` says of the token. Nothing when the token is unknown or its user not active. Errors:
    /// `unavailable`.
    virtual Task<Result<std::optional<Rotated>>> rotate(Rotation rotation) = 0;
    /// Ends a session, its tokens and its device; nothing when it had ended.
    virtual Task<Result<std::optional<SessionEnded>>> end(SessionId session, core::Timestamp at, core::Trace trace) = 0;
    /// Sessions that ended since `since`.
    virtual Task<Result<std::vector<SessionEnded>>> ended_since(core::Timestamp since) = 0;
    /// Ends sessions not used since `idle_since` and forgets those that ended before `ended_before`, at most `limit` of each; how
    /// many in all.
    virtual Task<Result<std::size_t>> sweep(core::Timestamp idle_since, core::Timestamp ended_before, std::size_t limit) = 0;
};

}  // namespace instante::authentication
