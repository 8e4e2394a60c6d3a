#pragma once

#include <cstddef>
#include <optional>

#include "async/task.hpp"
#include "authentication/domain/follow.hpp"
#include "authentication/domain/user.hpp"
#include "core/error.hpp"
#include "core/page.hpp"
#include "core/trace.hpp"

namespace instante::authentication {

/// `follower` begins to follow `followee`: `id` is the edge's, if it begins.
struct NewFollow {
    FollowId id;
    UserId follower;
    UserId followee;
    core::Timestamp at{};
    core::Trace trace;
};

/// Where a page of all edges goes on.
struct EdgeKey {
    UserId follower;
    UserId followee;
    friend bool operator==(const EdgeKey&, const EdgeKey&) = default;
};

/// Where edges rest. Each call is one transaction: edge, both counts, announcements. Safe from any coroutine of the service.
class FollowStore {
public:
    virtual ~FollowStore() = default;
    /// Makes the edge active; as it is now. An active one stays as it is, and nothing is announced. The followed is told of a
    /// beginning as `deserves_notice` says. Errors: `not_found` (either is not active), `too_many_followed`, `unavailable`.
    virtual Task<Result<Follow>> follow(NewFollow follow) = 0;
    /// Ends the edge; one that is not there is fine.
    virtual Task<Result<void>> unfollow(UserId follower, UserId followee, core::Timestamp at, core::Trace trace) = 0;
    /// Active followers of `user` whose edge is older than `before` (nothing: all), the newest edge first, out of at most `limit`
    /// edges (1..100).
    virtual Task<Result<core::Page<Person, FollowId>>> followers(UserId user, std::optional<FollowId> before,
                                                                 std::size_t limit) = 0;
    /// The same of those whom `user` follows.
    virtual Task<Result<core::Page<Person, FollowId>>> following(UserId user, std::optional<FollowId> before,
                                                                 std::size_t limit) = 0;
    /// How `viewer` stands to `user`.
    virtual Task<Result<Relation>> relation(UserId viewer, UserId user) = 0;
    /// All edges, ended ones too, after `after`, at most `limit` (≤ 1000).
    virtual Task<Result<core::Page<Follow, EdgeKey>>> edges(std::optional<EdgeKey> after, std::size_t limit) = 0;
};

}  // namespace instante::authentication
