#pragma once

#include <string>

#include "async/task.hpp"
#include "authentication/ports/mail_store.hpp"
#include "authentication/ports/passwords.hpp"
#include "authentication/ports/refusals.hpp"
#include "authentication/ports/secrets.hpp"
#include "core/error.hpp"
#include "core/time.hpp"
#include "core/trace.hpp"

namespace instante::authentication {

/// Gives somebody a new password who has forgotten theirs, by the link that is mailed to them.
class ResetPassword {
public:
    struct Needs {
        MailStore& mails;
        Passwords& passwords;
        const Secrets& secrets;
        Refusals& refusals;
        const core::Clock& clock;
    };
    explicit ResetPassword(Needs needs) : needs_(needs) {}

    /// Orders the mail. Whether somebody has this address is found out when it is sent: the answer and its time cannot tell.
    /// Errors: `invalid_fields`; `unavailable`.
    Task<Result<void>> ask(std::string email, core::Trace trace);
    /// Ends all sessions. Errors: `invalid_fields`; `link_spent`; `unavailable`.
    Task<Result<void>> operator()(std::string token, std::string password, core::Trace trace);

private:
    Needs needs_;
};

}  // namespace instante::authentication
