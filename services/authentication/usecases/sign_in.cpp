#include "authentication/usecases/sign_in.hpp"

#include <utility>

#include "authentication/domain/errors.hpp"
#include "authentication/domain/fields.hpp"
#include "core/text.hpp"

namespace instante::authentication {

namespace {

FieldErrors check(const Credentials& credentials) {
    FieldErrors errors;
    if (credentials.login.empty()) errors.push_back({"email", "missing", "An e-mail address or a username is needed"});
    if (credentials.password.empty()) errors.push_back({"password", "missing", "A password is needed"});
    if (credentials.device) check_device(*credentials.device, "notification_token", errors);
    return errors;
}

/// No password is longer; hashing one that is would only cost time.
constexpr std::size_t password_bytes_limit = 512;

}  // namespace

Task<Result<SignedIn>> SignIn::operator()(Credentials credentials) {
    credentials.login = core::to_lower_ascii(core::trim(credentials.login));
    auto acceptable = outcome(check(credentials));
    if (!acceptable) co_return acceptable.error();
    auto signed_in = co_await attempt(credentials);
    if (signed_in || signed_in.error().code() != core::not_found) co_return signed_in;
    // Their password, or the costs of its hash, changed while we compared: what is stored now decides.
    signed_in = co_await attempt(std::move(credentials));
    if (!signed_in && signed_in.error().code() == core::not_found) co_return core::Error{bad_credentials};
    co_return signed_in;
}

Task<Result<SignedIn>> SignIn::attempt(Credentials credentials) {
    auto user = co_await prove(credentials.login, credentials.password);
    if (!user) co_return user.error();
    if (needs_.passwords.needs_rehash(user->password_hash)) {
        auto renewed = co_await renew_hash(*user, std::move(credentials.password));
        if (!renewed) co_return renewed.error();
        user->password_hash = std::move(*renewed);
    }
    auto draft = needs_.maker.draft(user->id, std::move(credentials.device));
    draft.session.proven_hash = user->password_hash;
    const auto session = draft.session.session.id;
    auto ended = co_await needs_.sessions.open(std::move(draft.session), std::move(credentials.trace));
    if (!ended) co_return ended.error();
    for (const auto& each : *ended) needs_.refusals.refuse_session(each);
    co_return needs_.maker.complete(std::move(*user), session, std::move(draft.refresh_token));
}

Task<Result<User>> SignIn::prove(std::string login, std::string password) {
    if (password.size() > password_bytes_limit) password.resize(password_bytes_limit);
    const auto by_email = login.find('@') != std::string::npos;
    Result<std::optional<User>> found = std::optional<User>{};
    if (by_email) {
        found = co_await needs_.people.by_email(std::move(login));
    } else {
        found = co_await needs_.people.by_username(std::move(login));
    }
    if (!found) co_return found.error();
    if (!*found || (*found)->password_hash.empty()) {
        auto never = co_await needs_.passwords.verify_dummy(std::move(password));
        if (!never) co_return never.error();
        co_return core::Error{bad_credentials};
    }
    auto& user = **found;
    auto matches = co_await needs_.passwords.verify(user.password_hash, std::move(password));
    if (!matches) co_return matches.error();
    if (!*matches || user.state != UserState::active) co_return core::Error{bad_credentials};
    co_return std::move(user);
}

Task<Result<std::string>> SignIn::renew_hash(User user, std::string password) {
    auto hash = co_await needs_.passwords.hash(std::move(password));
    if (!hash) co_return hash.error();
    auto renewed = co_await needs_.accounts.rehash(user.id, std::move(user.password_hash), *hash);
    if (!renewed) co_return renewed.error();
    co_return hash;
}

}  // namespace instante::authentication
