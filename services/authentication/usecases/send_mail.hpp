#pragma once

#include <optional>
#include <string>

#include "async/task.hpp"
#include "authentication/domain/mail.hpp"
#include "authentication/domain/user.hpp"
#include "authentication/ports/mail_store.hpp"
#include "authentication/ports/mailer.hpp"
#include "authentication/ports/people_store.hpp"
#include "authentication/ports/secrets.hpp"
#include "core/error.hpp"
#include "core/time.hpp"

namespace instante::authentication {

/// Writes and sends a mail that was ordered. Its link is made here, so that no secret waits in a queue; an order tried again
/// makes another.
class SendMail {
public:
    struct Needs {
        PeopleStore& people;
        MailStore& mails;
        Mailer& mailer;
        const Secrets& secrets;
        const core::Clock& clock;
        std::string base_url;  ///< what links begin with, without a last slash
    };
    explicit SendMail(Needs needs) : needs_(std::move(needs)) {}

    /// What has become pointless (verified meanwhile, nobody has this address) is done by doing nothing. Errors: `unavailable`.
    Task<Result<void>> operator()(std::string id, MailOrder order);

private:
    Task<Result<std::optional<User>>> addressee(MailOrder order);
    [[nodiscard]] std::string link(MailKind kind, const std::string& token) const;

    Needs needs_;
};

}  // namespace instante::authentication
