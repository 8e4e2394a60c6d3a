#include "notification/outbound/sqlite/audience_column.hpp"

#include <algorithm>

namespace instante::notification::sqlite_store {
namespace {

constexpr std::string_view followers_prefix = "followers:";
constexpr std::string_view users_prefix = "users:";

core::Error damaged() {
    return core::Error{core::internal, "notification.audience holds no audience"};
}

}  // namespace

std::string to_column(const Audience& audience) {
    if (const auto* followers = std::get_if<FollowersOf>(&audience))
        return std::string{followers_prefix} + core::to_string(followers->user);
    std::string column{users_prefix};
    for (const auto user : std::get<std::vector<UserId>>(audience)) {
        if (column.size() > users_prefix.size()) column += ',';
        column += core::to_string(user);
    }
    return column;
}

Result<Audience> audience_of(std::string_view column) {
    if (column.starts_with(followers_prefix)) {
        const auto user = core::parse_as<UserId>(column.substr(followers_prefix.size()));
        if (!user) return damaged();
        return Audience{FollowersOf{*user}};
    }
    if (!column.starts_with(users_prefix)) return damaged();
    std::vector<UserId> users;
    for (auto rest = column.substr(users_prefix.size()); !rest.empty();) {
        const auto comma = std::min(rest.find(','), rest.size());
        const auto user = core::parse_as<UserId>(rest.substr(0, comma));
        if (!user) return damaged();
        users.push_back(*user);
        rest.remove_prefix(std::min(comma + 1, rest.size()));
    }
    return Audience{std::move(users)};
}

}  // namespace instante::notification::sqlite_store
