#pragma once

#include <string>

#include "async/task.hpp"
#include "authentication/domain/letter.hpp"
#include "authentication/domain/mail.hpp"
#include "core/error.hpp"

namespace instante::authentication {

/// A letter with where it goes. The same `id` again is the same mail.
struct Mail {
    std::string id;
    MailKind kind = MailKind::verification;
    UserId user;
    std::string to;
    Letter letter;
};

/// Brings mail to people.
class Mailer {
public:
    virtual ~Mailer() = default;
    /// Whether mail can be sent by these settings: asked once, at start. Errors: `authentication/bad-mail-server`, its note for
    /// the operator.
    virtual Task<Result<void>> check() { co_return Result<void>{boost::system::in_place_value}; }
    /// Hands the mail over; durable when it returns. Errors: `unavailable` (not now), `engine_away` (nothing goes out now),
    /// `authentication/mail-refused` (never this one).
    virtual Task<Result<void>> send(Mail mail) = 0;
    /// Forgets what is kept here of mails to `user`. Errors: `unavailable`.
    virtual Task<Result<void>> forget(UserId user) = 0;
    /// Forgets what has been kept here for too long, or is too much. Called every minute or so; who keeps nothing has nothing to
    /// do. Errors: `unavailable`.
    virtual Task<Result<void>> sweep() { co_return Result<void>{boost::system::in_place_value}; }
};

}  // namespace instante::authentication
