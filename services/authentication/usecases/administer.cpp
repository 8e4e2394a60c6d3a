#include "authentication/usecases/administer.hpp"

#include <utility>

#include "authentication/domain/errors.hpp"
#include "authentication/domain/fields.hpp"
#include "core/text.hpp"

namespace instante::authentication {

namespace {

/// Of a change that others keep overtaking, before it waits for another delivery.
constexpr int attempts = 4;

}  // namespace

Task<Result<core::Page<User, UserId>>> Administer::list(UserId after, std::size_t limit) {
    co_return co_await needs_.people.known_after(after, limit);
}

Task<Result<User>> Administer::find(std::string who) {
    auto name = core::to_lower_ascii(core::trim(who));
    const auto id = core::parse_as<UserId>(name);
    Result<std::optional<User>> found = std::optional<User>{};
    if (id) {
        found = co_await needs_.people.by_id(*id);
    } else if (name.find('@') != std::string::npos) {
        found = co_await needs_.people.by_email(std::move(name));
    } else {
        found = co_await needs_.people.by_username(std::move(name));
    }
    if (!found) co_return found.error();
    if (!*found || (*found)->state == UserState::deleted) co_return core::Error{core::not_found, "nobody is called " + who};
    co_return std::move(**found);
}

Task<Result<Administer::Given>> Administer::create(Registration registration) {
    if (registration.password.empty()) registration.password = made_password();
    auto password = registration.password;
    auto made = co_await needs_.register_user(std::move(registration));
    if (!made) co_return made.error();
    co_return Given{std::move(made->user), std::move(password)};
}

Task<Result<User>> Administer::set_state(std::string who, UserState state) {
    auto user = co_await find(std::move(who));
    if (!user || user->state == state) co_return user;
    auto changed = co_await put_state(std::move(*user), state, needs_.clock.now());
    co_return changed;
}

Task<Result<void>> Administer::obey(StateOrder order) {
    for (int attempt = 0; attempt < attempts; ++attempt) {
        auto found = co_await needs_.people.by_id(order.user);
        if (!found) co_return found.error();
        if (!*found || (*found)->state == UserState::deleted) co_return Result<void>{};
        // Written even where the state is the same: an older order that comes later must find this one's time.
        if ((*found)->state_at >= order.at) co_return Result<void>{};
        auto changed = co_await put_state(std::move(**found), order.state, order.at);
        if (changed) co_return Result<void>{};
        if (changed.error().code() != changed_meanwhile) co_return changed.error();
    }
    co_return core::Error{core::unavailable, "somebody else keeps changing " + core::to_string(order.user)};
}

Task<Result<Administer::Given>> Administer::reset_password(std::string who, std::string password) {
    if (password.empty()) password = made_password();
    FieldErrors errors;
    check_password(password, errors);
    auto acceptable = outcome(std::move(errors));
    if (!acceptable) co_return acceptable.error();
    auto user = co_await find(std::move(who));
    if (!user) co_return user.error();
    auto hash = co_await needs_.passwords.hash(password);
    if (!hash) co_return hash.error();
    user->password_hash = std::move(*hash);
    auto changed = co_await change(std::move(*user), true);
    if (!changed) co_return changed.error();
    co_return Given{std::move(*changed), std::move(password)};
}

Task<Result<User>> Administer::remove(std::string who) {
    auto user = co_await find(std::move(who));
    if (!user) co_return user;
    auto begun = co_await needs_.delete_user.without_password(user->id, {});
    if (!begun) co_return begun.error();
    co_return user;
}

std::string Administer::made_password() const {
    constexpr std::size_t length = 20;  // 120 bits
    return needs_.secrets.new_token().substr(0, length);
}

Task<Result<User>> Administer::put_state(User user, UserState state, core::Timestamp at) {
    user.state = state;
    user.state_at = at;
    const auto id = user.id;
    auto changed = co_await change(std::move(user), state == UserState::disabled);
    if (changed && state == UserState::disabled) needs_.refusals.refuse_user(id, at);
    co_return changed;
}

Task<Result<User>> Administer::change(User user, bool ends_sessions) {
    UserChange change;
    change.user = std::move(user);
    ++change.user.version;
    if (ends_sessions) change.sessions = UserChange::End::all;
    change.at = needs_.clock.now();
    auto changed = co_await needs_.accounts.change(std::move(change));
    if (!changed) co_return changed.error();
    for (const auto& each : changed->ended) needs_.refusals.refuse_session(each);
    co_return std::move(changed->user);
}

}  // namespace instante::authentication
