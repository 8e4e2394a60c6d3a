#include "authentication/usecases/reset_password.hpp"

#include <utility>

#include "authentication/domain/errors.hpp"
#include "authentication/domain/fields.hpp"
#include "core/text.hpp"

namespace instante::authentication {

Task<Result<void>> ResetPassword::ask(std::string asked, core::Trace trace) {
    MailOrder order{MailKind::reset, {}, core::to_lower_ascii(core::trim(asked))};
    FieldErrors errors;
    check_email(order.address, errors);
    auto acceptable = outcome(std::move(errors));
    if (!acceptable) co_return acceptable.error();
    co_return co_await needs_.mails.order(std::move(order), std::move(trace));
}

Task<Result<void>> ResetPassword::operator()(std::string token, std::string password, core::Trace trace) {
    FieldErrors errors;
    check_password(password, errors);
    auto acceptable = outcome(std::move(errors));
    if (!acceptable) co_return acceptable.error();
    TokenUse use{needs_.secrets.digest(token), needs_.clock.now(), std::move(trace)};
    auto found = co_await needs_.mails.find(use.digest, use.now);  // before the hashing, which costs
    if (!found) co_return found.error();
    if (!*found || (*found)->kind != MailKind::reset) co_return core::Error{link_spent};
    auto hash = co_await needs_.passwords.hash(std::move(password));
    if (!hash) co_return hash.error();
    auto changed = co_await needs_.mails.reset(std::move(use), std::move(*hash));
    if (!changed) co_return changed.error();
    if (!*changed) co_return core::Error{link_spent};
    for (const auto& each : (*changed)->ended) needs_.refusals.refuse_session(each);
    co_return boost::system::in_place_value;
}

}  // namespace instante::authentication
