#include "authentication/usecases/find_user.hpp"

#include <utility>

#include "core/text.hpp"

namespace instante::authentication {

namespace {

Result<User> active(Result<std::optional<User>> found) {
    if (!found) return found.error();
    if (!*found || (*found)->state != UserState::active) return core::Error{core::not_found};
    return std::move(**found);
}

}  // namespace

Task<Result<User>> FindUser::operator()(std::string id_or_username) {
    const auto id = core::parse_as<UserId>(id_or_username);
    if (id) co_return active(co_await people_.by_id(*id));
    co_return active(co_await people_.by_username(core::to_lower_ascii(id_or_username)));
}

Task<Result<User>> FindUser::operator()(UserId id) {
    co_return active(co_await people_.by_id(id));
}

Task<Result<Profile>> ShowUser::operator()(std::string id_or_username, UserId viewer) {
    auto user = co_await find_(std::move(id_or_username));
    if (!user) co_return user.error();
    Profile profile{std::move(*user), std::nullopt};
    if (!viewer) co_return profile;
    auto relation = co_await follows_.relation(viewer, profile.user.id);
    if (!relation) co_return relation.error();
    profile.relation = *relation;
    co_return profile;
}

}  // namespace instante::authentication
