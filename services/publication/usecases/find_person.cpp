#include "publication/usecases/find_person.hpp"

#include <utility>
#include <vector>

#include "core/text.hpp"

namespace instante::publication {
namespace {

Task<Result<UserId>> find_by_id(People& people, UserId id, UserId viewer) {
    std::vector<UserId> wanted{id};
    const auto found = co_await people.find(std::move(wanted));
    if (!found) co_return found.error();
    if (found->empty() && id == viewer) co_return id;
    if (found->empty() || found->front().gone()) co_return core::Error{core::not_found};
    co_return id;
}

Task<Result<UserId>> find_by_username(People& people, std::string username) {
    const auto found = co_await people.by_username(std::move(username));
    if (!found) co_return found.error();
    if (!*found) co_return core::Error{core::not_found};
    co_return (*found)->id;
}

}  // namespace

Task<Result<UserId>> find_user(People& people, std::string name, UserId viewer) {
    if (const auto id = core::parse_as<UserId>(name)) return find_by_id(people, *id, viewer);
    return find_by_username(people, core::to_lower_ascii(name));
}

}  // namespace instante::publication
