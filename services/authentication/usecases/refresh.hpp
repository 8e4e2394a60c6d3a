#pragma once

#include <string>

#include "async/task.hpp"
#include "authentication/ports/refusals.hpp"
#include "authentication/ports/secrets.hpp"
#include "authentication/ports/session_store.hpp"
#include "authentication/usecases/session_maker.hpp"
#include "core/error.hpp"
#include "core/time.hpp"
#include "core/trace.hpp"

namespace instante::authentication {

/// Changes a refresh token for new tokens; a token used twice ends its session.
class Refresh {
public:
    struct Needs {
        SessionStore& sessions;
        const Secrets& secrets;
        Refusals& refusals;
        const SessionMaker& maker;
        const core::Clock& clock;
    };
    explicit Refresh(Needs needs) : needs_(needs) {}

    /// Errors: `bad_refresh_token`; `unavailable`.
    Task<Result<SignedIn>> operator()(std::string refresh_token, core::Trace trace);

private:
    Needs needs_;
};

}  // namespace instante::authentication
