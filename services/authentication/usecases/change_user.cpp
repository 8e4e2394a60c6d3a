#include "authentication/usecases/change_user.hpp"

#include <utility>
#include <vector>

#include "authentication/domain/errors.hpp"

namespace instante::authentication {

namespace {

constexpr int write_attempts = 4;

/// Whether the change is one that anybody would notice.
bool changes(const User& before, const UserChange& change) {
    auto as_before = change.user;
    as_before.version = before.version;
    return !(as_before == before) || change.pending_picture || change.sessions != UserChange::End::none;
}

}  // namespace

Task<Result<User>> ChangeUser::operator()(UserId id, SessionId session, UserEdit asked) {
    auto edit = normalised(std::move(asked));
    auto acceptable = outcome(check(edit));
    if (!acceptable) co_return acceptable.error();
    auto user = co_await current(id);
    if (!user) co_return user.error();
    auto free = co_await check_free(*user, edit.username, edit.email);
    if (!free) co_return free.error();
    const auto device = edit.device;
    auto prepared = co_await prepare(std::move(*user), std::move(edit));
    if (!prepared) co_return prepared.error();
    auto changed = co_await write(id, session, std::move(*prepared));
    if (!changed || !device) co_return changed;
    auto put = co_await needs_.devices.put(session, *device);
    if (!put) co_return put.error();
    co_return changed;
}

Task<Result<User>> ChangeUser::current(UserId id) {
    auto user = co_await needs_.people.by_id(id);
    if (!user) co_return user.error();
    if (!*user || (*user)->state != UserState::active) co_return core::Error{core::not_found};
    co_return std::move(**user);
}

Task<Result<void>> ChangeUser::check_free(User user, std::optional<std::string> username, std::optional<std::string> email) {
    std::vector<std::string> fields;
    if (username) {
        auto holder = co_await needs_.people.by_username(std::move(*username));
        if (!holder) co_return holder.error();
        if (*holder && (*holder)->id != user.id) fields.emplace_back("username");
    }
    if (email) {
        auto holder = co_await needs_.people.by_email(std::move(*email));
        if (!holder) co_return holder.error();
        if (*holder && (*holder)->id != user.id) fields.emplace_back("email");
    }
    if (!fields.empty()) co_return taken_fields(fields);
    co_return boost::system::in_place_value;
}

Task<Result<void>> ChangeUser::prove(User user, std::string password) {
    auto matches = co_await needs_.passwords.verify(std::move(user.password_hash), std::move(password));
    if (!matches) co_return matches.error();
    if (!*matches) co_return core::Error{wrong_password};
    co_return boost::system::in_place_value;
}

Task<Result<ChangeUser::Prepared>> ChangeUser::prepare(User user, UserEdit edit) {
    Prepared prepared;
    const auto id = user.id;
    if (edit.password || edit.email) {
        auto proven = co_await prove(std::move(user), *edit.current_password);
        if (!proven) co_return proven.error();
    }
    if (edit.password) {
        auto hash = co_await needs_.passwords.hash(*edit.password);
        if (!hash) co_return hash.error();
        prepared.password_hash = std::move(*hash);
    }
    if (edit.picture) {
        auto picture = co_await needs_.render(id, std::move(*edit.picture), edit.trace);
        if (!picture) co_return picture.error();
        prepared.picture = std::move(*picture);
        edit.picture.reset();
    }
    prepared.edit = std::move(edit);
    co_return prepared;
}

Task<Result<User>> ChangeUser::write(UserId id, SessionId session, Prepared prepared) {
    for (int attempt = 1;; ++attempt) {
        auto user = co_await current(id);
        if (!user) co_return user.error();
        auto change = compose(*user, session, prepared);
        if (!changes(*user, change)) co_return user;
        auto changed = co_await needs_.accounts.change(std::move(change));
        if (changed) {
            for (const auto& each : changed->ended) needs_.refusals.refuse_session(each);
            co_return std::move(changed->user);
        }
        if (changed.error().code() != changed_meanwhile || attempt == write_attempts) co_return changed.error();
    }
}

UserChange ChangeUser::compose(const User& user, SessionId session, const Prepared& prepared) const {
    const auto& edit = prepared.edit;
    UserChange change;
    change.user = user;
    auto& next = change.user;
    ++next.version;
    if (edit.username) next.username = *edit.username;
    if (edit.name) next.name = *edit.name;
    if (edit.bio) next.bio = *edit.bio;
    if (edit.email) next.pending_email = *edit.email == user.email ? std::string{} : *edit.email;
    if (!next.pending_email.empty() && next.pending_email != user.pending_email) {
        change.mails.push_back({MailKind::change, user.id, {}});
        change.mails.push_back({MailKind::change_notice, user.id, user.email});
    }
    if (!prepared.password_hash.empty()) {
        next.password_hash = prepared.password_hash;
        change.sessions = UserChange::End::others;
        change.keep = session;
    }
    if (prepared.picture && !prepared.picture->image) change.pending_picture = prepared.picture->id;
    change.replaces_picture = prepared.picture.has_value() || edit.remove_picture;
    if (edit.remove_picture || (prepared.picture && prepared.picture->image)) {
        change.media_keys = media_keys(user.image);
        next.image.reset();
        if (prepared.picture) next.image = prepared.picture->image;
    }
    change.at = needs_.clock.now();
    change.trace = edit.trace;
    return change;
}

}  // namespace instante::authentication
