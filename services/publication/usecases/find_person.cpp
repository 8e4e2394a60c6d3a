#include "publication/usecases/find_person.hpp"

#include "core/text.hpp"

namespace instante::publication {
namespace {

Result<UserId> find_by_id(People& people, UserId id, UserId viewer) {
    const auto found = people.find({id});
    if (!found) return found.error();
    if (found->empty() && id == viewer) return id;
    if (found->empty() || found->front().gone()) return core::Error{core::not_found};
    return id;
}

}  // namespace

Result<UserId> find_user(People& people, const std::string& name, UserId viewer) {
    if (const auto id = core::parse_as<UserId>(name)) return find_by_id(people, *id, viewer);
    const auto found = people.by_username(core::to_lower_ascii(name));
    if (!found) return found.error();
    if (!*found) return core::Error{core::not_found};
    return (*found)->id;
}

}  // namespace instante::publication
