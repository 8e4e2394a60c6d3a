#pragma once

#include "async/task.hpp"
#include "authentication/ports/refusals.hpp"
#include "authentication/ports/session_store.hpp"
#include "core/error.hpp"
#include "core/time.hpp"
#include "core/trace.hpp"

namespace instante::authentication {

/// Ends a session and forgets its device. Its access token is refused at once.
class SignOut {
public:
    SignOut(SessionStore& sessions, Refusals& refusals, const core::Clock& clock)
        : sessions_(sessions), refusals_(refusals), clock_(clock) {}

    Task<Result<void>> operator()(SessionId session, core::Trace trace);

private:
    SessionStore& sessions_;
    Refusals& refusals_;
    const core::Clock& clock_;
};

}  // namespace instante::authentication
