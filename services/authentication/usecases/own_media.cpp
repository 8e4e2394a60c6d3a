#include "authentication/usecases/own_media.hpp"

#include <iterator>
#include <set>
#include <utility>

namespace instante::authentication {

namespace {

/// Nobody (0) where the key is not a person's.
UserId owner_of(std::string_view key) {
    if (!key.starts_with(OwnMedia::prefix)) return {};
    key.remove_prefix(OwnMedia::prefix.size());
    return core::parse_as<UserId>(key.substr(0, key.find('/'))).value_or(UserId{});
}

}  // namespace

Task<Result<std::vector<std::string>>> OwnMedia::operator()(std::vector<std::string> keys) {
    std::set<UserId> owners;
    for (const auto& key : keys) owners.insert(owner_of(key));
    owners.erase(UserId{});
    std::set<std::string> used;
    for (const auto owner : owners) {
        auto user = co_await people_.by_id(owner);
        if (!user) co_return user.error();
        if (!*user || (*user)->state == UserState::deleted) continue;
        for (auto& key : media_keys((*user)->image)) used.insert(std::move(key));
    }
    std::erase_if(keys, [&used](const std::string& key) { return !used.contains(key); });
    co_return keys;
}

}  // namespace instante::authentication
