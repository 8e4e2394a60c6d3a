#include "publication/usecases/read.hpp"

#include <utility>

#include "publication/usecases/find_person.hpp"

namespace instante::publication {

Task<Result<ListedPage>> ListOfUser::operator()(std::string name, UserId viewer, PublicationId before, std::size_t limit) {
    const auto owner = co_await find_user(people_, std::move(name), viewer);
    if (!owner) co_return owner.error();
    auto page = co_await store_.by_owner(*owner, before, limit);
    co_return page;
}

Task<Result<ListedPage>> ReadFeed::operator()(UserId viewer, PublicationId before, std::size_t limit) {
    return timelines_.page(viewer, before, limit);
}

Task<Result<Listed>> ReadPublication::operator()(PublicationId id) {
    const auto found = co_await store_.look_up(id);
    if (!found) co_return found.error();
    if (!*found) co_return core::Error{core::not_found};
    co_return **found;
}

}  // namespace instante::publication
