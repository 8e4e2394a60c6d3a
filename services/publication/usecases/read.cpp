#include "publication/usecases/read.hpp"

#include "publication/usecases/find_person.hpp"

namespace instante::publication {

Result<ListedPage> ListOfUser::operator()(const std::string& name, UserId viewer, PublicationId before, std::size_t limit) {
    const auto owner = find_user(people_, name, viewer);
    if (!owner) return owner.error();
    return store_.by_owner(*owner, before, limit);
}

Task<Result<ListedPage>> ReadFeed::operator()(UserId viewer, PublicationId before, std::size_t limit) {
    return timelines_.page(viewer, before, limit);
}

Result<Listed> ReadPublication::operator()(PublicationId id) {
    const auto found = store_.look_up(id);
    if (!found) return found.error();
    if (!*found) return core::Error{core::not_found};
    return **found;
}

}  // namespace instante::publication
