#pragma once

#include <cstddef>

#include "async/task.hpp"
#include "authentication/ports/account_store.hpp"
#include "authentication/ports/mail_store.hpp"
#include "authentication/ports/mailer.hpp"
#include "authentication/ports/picture_store.hpp"
#include "authentication/ports/search_store.hpp"
#include "authentication/ports/session_store.hpp"
#include "core/error.hpp"
#include "core/time.hpp"

namespace instante::authentication {

/// Ends idle sessions and forgets what has served its time, in small steps so that nobody waits for it.
class TidyUp {
public:
    TidyUp(AccountStore& accounts, SessionStore& sessions, PictureStore& pictures, MailStore& mails, Mailer& mailer,
           SearchStore& search, const core::Clock& clock)
        : accounts_(accounts),
          sessions_(sessions),
          pictures_(pictures),
          mails_(mails),
          mailer_(mailer),
          search_(search),
          clock_(clock) {}

    /// One step; whether more is left.
    Task<Result<bool>> operator()();

private:
    static constexpr std::size_t step = 500;

    AccountStore& accounts_;
    SessionStore& sessions_;
    PictureStore& pictures_;
    MailStore& mails_;
    Mailer& mailer_;
    SearchStore& search_;
    const core::Clock& clock_;
};

}  // namespace instante::authentication
