#include "authentication/usecases/send_mail.hpp"

#include <cstdlib>
#include <utility>

namespace instante::authentication {

namespace {

/// Where an order's mail goes by now; empty: nowhere.
std::string address_of(const MailOrder& order, const User& user) {
    switch (order.kind) {
        case MailKind::verification:
            return user.email_verified ? std::string{} : user.email;
        case MailKind::change:
            return user.pending_email;
        case MailKind::change_notice:
            return order.address;
        case MailKind::reset:
            return user.email;
    }
    std::abort();
}

}  // namespace

Task<Result<void>> SendMail::operator()(std::string id, MailOrder order) {
    auto user = co_await addressee(order);
    if (!user) co_return user.error();
    if (!*user || (*user)->state != UserState::active) co_return boost::system::in_place_value;
    Mail mail{std::move(id), order.kind, (*user)->id, address_of(order, **user), {}};
    if (mail.to.empty()) co_return boost::system::in_place_value;
    LetterFacts facts{(*user)->name, (*user)->username, {}};
    if (order.kind != MailKind::change_notice) {
        const auto secret = needs_.secrets.new_token();
        const auto expires_at = needs_.clock.now() + mail_token_lifetime(order.kind);
        MailToken token{needs_.secrets.digest(secret), order.kind, mail.user, mail.to, expires_at};
        auto kept = co_await needs_.mails.put(std::move(token));
        if (!kept) co_return kept.error();
        facts.link = link(order.kind, secret);
    }
    mail.letter = write_letter(order.kind, (*user)->lang, facts);
    co_return co_await needs_.mailer.send(std::move(mail));
}

Task<Result<std::optional<User>>> SendMail::addressee(MailOrder order) {
    if (order.kind == MailKind::reset) co_return co_await needs_.people.by_email(std::move(order.address));
    co_return co_await needs_.people.by_id(order.user);
}

std::string SendMail::link(MailKind kind, const std::string& token) const {
    // A page of the web app takes the new password; what stands behind # reaches no server's log.
    if (kind == MailKind::reset) return needs_.base_url + "/sign-in/reset#" + token;
    return needs_.base_url + "/user/verify/" + token;
}

}  // namespace instante::authentication
