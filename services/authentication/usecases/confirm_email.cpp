#include "authentication/usecases/confirm_email.hpp"

#include <utility>

#include "authentication/domain/errors.hpp"

namespace instante::authentication {

Task<Result<User>> ConfirmEmail::operator()(std::string token, core::Trace trace) {
    TokenUse use{needs_.secrets.digest(token), needs_.clock.now(), std::move(trace)};
    auto user = co_await needs_.mails.confirm(std::move(use));
    // Another has taken the address since: the link can serve no more.
    if (!user && user.error().code() == taken) co_return core::Error{link_spent}.caused_by(user.error());
    if (!user) co_return user.error();
    if (!*user) co_return core::Error{link_spent};
    co_return std::move(**user);
}

Task<Result<void>> ConfirmEmail::look(std::string token) {
    auto found = co_await needs_.mails.find(needs_.secrets.digest(token), needs_.clock.now());
    if (!found) co_return found.error();
    if (!*found || (*found)->kind == MailKind::reset) co_return core::Error{link_spent};
    co_return boost::system::in_place_value;
}

Task<Result<void>> ConfirmEmail::resend(UserId id, core::Trace trace) {
    auto user = co_await needs_.people.by_id(id);
    if (!user) co_return user.error();
    if (!*user || (*user)->state != UserState::active) co_return core::Error{core::not_found};
    if (!(*user)->email_verified) {
        MailOrder order{MailKind::verification, id, {}};
        auto ordered = co_await needs_.mails.order(std::move(order), trace);
        if (!ordered) co_return ordered.error();
    }
    if ((*user)->pending_email.empty()) co_return boost::system::in_place_value;
    MailOrder order{MailKind::change, id, {}};
    co_return co_await needs_.mails.order(std::move(order), std::move(trace));
}

}  // namespace instante::authentication
