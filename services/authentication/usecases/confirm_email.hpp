#pragma once

#include <string>

#include "async/task.hpp"
#include "authentication/domain/user.hpp"
#include "authentication/ports/mail_store.hpp"
#include "authentication/ports/people_store.hpp"
#include "authentication/ports/secrets.hpp"
#include "core/error.hpp"
#include "core/time.hpp"
#include "core/trace.hpp"

namespace instante::authentication {

/// Confirms that an e-mail address is somebody's, by the link that was mailed there.
class ConfirmEmail {
public:
    struct Needs {
        PeopleStore& people;
        MailStore& mails;
        const Secrets& secrets;
        const core::Clock& clock;
    };
    explicit ConfirmEmail(Needs needs) : needs_(needs) {}

    /// Errors: `link_spent`; `unavailable`.
    Task<Result<User>> operator()(std::string token, core::Trace trace);
    /// Whether `token` would do, without using it. Errors: as above.
    Task<Result<void>> look(std::string token);
    /// Mails the links anew that `user` still needs. Errors: `not_found`; `unavailable`.
    Task<Result<void>> resend(UserId user, core::Trace trace);

private:
    Needs needs_;
};

}  // namespace instante::authentication
