#include "authentication/usecases/register.hpp"

#include <utility>
#include <vector>

#include "authentication/domain/errors.hpp"
#include "authentication/domain/username.hpp"

namespace instante::authentication {

namespace {

/// How often a name made from another is tried, with more digits each time.
constexpr unsigned username_attempts = 6;

bool only_username_taken(const core::Error& error) {
    return error.code() == taken && error.fields().size() == 1 && error.fields().front().field == "username";
}

}  // namespace

Task<Result<SignedIn>> Register::operator()(Registration asked) {
    auto registration = normalised(std::move(asked));
    if (!needs_.open) co_return core::Error{registration_closed};
    auto acceptable = outcome(check(registration));
    if (!acceptable) co_return acceptable.error();
    auto picture = std::exchange(registration.picture, std::nullopt);

    auto before = co_await made_before(registration);
    if (!before) co_return before.error();
    if (*before) co_return std::move(**before);
    auto made = co_await make(registration, std::move(picture));
    if (made || made.error().code() != taken) co_return made;
    // The same request, sent twice at once: its twin took the name.
    auto twin = co_await made_before(std::move(registration));
    if (twin && *twin) co_return std::move(**twin);
    co_return made;
}

Task<Result<SignedIn>> Register::make(Registration registration, std::optional<std::string> picture) {
    auto free = co_await check_free(registration.username, registration.email);
    if (!free) co_return free.error();
    auto user = co_await compose(registration);
    if (!user) co_return user.error();
    NewAccount account;
    if (picture) {
        auto rendered = co_await needs_.render(user->id, std::move(*picture), registration.trace);
        if (!rendered) co_return rendered.error();
        if (!rendered->image) account.pending_picture = rendered->id;
        user->image = std::move(rendered->image);
    }
    auto draft = needs_.maker.draft(user->id, registration.device);
    account.user = std::move(*user);
    account.session = std::move(draft.session);
    account.key = request_key(registration);
    account.mails.push_back({MailKind::verification, account.user.id, {}});
    account.trace = registration.trace;
    co_return co_await add(std::move(account), std::move(draft.refresh_token), std::move(registration));
}

Task<Result<SignedIn>> Register::add(NewAccount account, std::string refresh_token, Registration registration) {
    for (unsigned attempt = 0;; ++attempt) {
        account.user.username = username_for(registration, attempt);
        auto added = co_await needs_.accounts.add(account);
        if (added && added->before) co_return co_await sign_in_again(std::move(*added->before), std::move(registration));
        if (added) co_return needs_.maker.complete(std::move(added->user), account.session.session.id, std::move(refresh_token));
        const auto another = !registration.username && only_username_taken(added.error()) && attempt + 1 < username_attempts;
        if (!another) co_return added.error();
    }
}

Task<Result<std::optional<SignedIn>>> Register::made_before(Registration registration) {
    const auto key = request_key(registration);
    if (!key) co_return std::optional<SignedIn>{};
    const auto since = needs_.clock.now() - request_key_lifetime;
    auto before = co_await needs_.accounts.registered(key->key, since);
    if (!before) co_return before.error();
    if (!*before) co_return std::optional<SignedIn>{};
    auto again = co_await sign_in_again(std::move(**before), std::move(registration));
    if (!again) co_return again.error();
    co_return std::optional<SignedIn>{std::move(*again)};
}

Task<Result<SignedIn>> Register::sign_in_again(Registered before, Registration registration) {
    if (before.body != registration.body_digest) co_return core::Error{idempotency_key_reused};
    auto user = co_await needs_.people.by_id(before.user);
    if (!user) co_return user.error();
    if (!*user || (*user)->state != UserState::active) co_return core::Error{core::not_found};
    auto draft = needs_.maker.draft(before.user, registration.device);
    const auto session = draft.session.session.id;
    auto opened = co_await needs_.sessions.open(std::move(draft.session), registration.trace);
    if (!opened) co_return opened.error();
    co_return needs_.maker.complete(std::move(**user), session, std::move(draft.refresh_token));
}

Task<Result<void>> Register::check_free(std::optional<std::string> username, std::string email) {
    std::vector<std::string> fields;
    if (username) {
        auto holder = co_await needs_.people.by_username(std::move(*username));
        if (!holder) co_return holder.error();
        if (*holder) fields.emplace_back("username");
    }
    auto holder = co_await needs_.people.by_email(std::move(email));
    if (!holder) co_return holder.error();
    if (*holder) fields.emplace_back("email");
    if (!fields.empty()) co_return taken_fields(fields);
    co_return boost::system::in_place_value;
}

Task<Result<User>> Register::compose(Registration registration) {
    auto hash = co_await needs_.passwords.hash(std::move(registration.password));
    if (!hash) co_return hash.error();
    User user;
    user.id = needs_.ids.next<UserId>();
    user.email = std::move(registration.email);
    user.name = std::move(registration.name);
    user.password_hash = std::move(*hash);
    user.lang = std::move(registration.lang);
    user.created_at = user.state_at = needs_.clock.now();
    co_return user;
}

std::string Register::username_for(const Registration& registration, unsigned attempt) const {
    if (registration.username) return *registration.username;
    auto folded = fold_to_username(registration.name);
    if (attempt == 0 && is_username(folded) && !is_reserved(folded)) return folded;
    // An id's low digits follow the clock: spread them, so that two who ask at once do not try the same.
    const auto number = (needs_.ids.next() * 0x9E3779B97F4A7C15ull) >> 24;
    return with_digits(folded, number, 4 + 2 * (attempt / 2));
}

std::optional<RequestKey> Register::request_key(const Registration& registration) const {
    if (registration.idempotency_key.empty()) return std::nullopt;
    return RequestKey{needs_.secrets.digest(registration.idempotency_key), registration.body_digest};
}

}  // namespace instante::authentication
