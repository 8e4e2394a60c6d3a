#include "publication/usecases/publish.hpp"

#include <utility>

namespace instante::publication {

Task<Result<Added>> Publish::operator()(PublicationCreated created) {
    if (auto acceptable = check(created.publication); !acceptable) co_return acceptable.error();
    const auto followers = co_await people_.followers(created.publication.owner);
    if (!followers) co_return followers.error();
    created.publication.reach = reach_for(*followers, fanout_threshold_);
    auto added = co_await store_.add(std::move(created));
    if (added && *added == Added::spreading) spread_();
    co_return added;
}

}  // namespace instante::publication
