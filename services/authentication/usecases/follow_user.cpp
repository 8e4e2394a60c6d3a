#include "authentication/usecases/follow_user.hpp"

#include <utility>

#include "authentication/domain/errors.hpp"

namespace instante::authentication {

Task<Result<Follow>> FollowUser::begin(UserId follower, std::string followee, core::Trace trace) {
    auto other = co_await find_(std::move(followee));
    if (!other) co_return other.error();
    if (other->id == follower) co_return core::Error{cannot_follow_yourself};
    NewFollow follow{ids_.next<FollowId>(), follower, other->id, clock_.now(), std::move(trace)};
    co_return co_await follows_.follow(std::move(follow));
}

Task<Result<void>> FollowUser::end(UserId follower, std::string followee, core::Trace trace) {
    auto other = co_await find_(std::move(followee));
    if (!other) co_return other.error();
    co_return co_await follows_.unfollow(follower, other->id, clock_.now(), std::move(trace));
}

Task<Result<core::Page<Person, FollowId>>> ListFollows::operator()(Of of, std::string id_or_username,
                                                                   std::optional<FollowId> before, std::size_t limit) {
    auto user = co_await find_(std::move(id_or_username));
    if (!user) co_return user.error();
    if (of == Of::followers) co_return co_await follows_.followers(user->id, before, limit);
    co_return co_await follows_.following(user->id, before, limit);
}

}  // namespace instante::authentication
