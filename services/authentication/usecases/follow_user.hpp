#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "async/task.hpp"
#include "authentication/domain/follow.hpp"
#include "authentication/domain/user.hpp"
#include "authentication/ports/follow_store.hpp"
#include "authentication/usecases/find_user.hpp"
#include "core/error.hpp"
#include "core/ids.hpp"
#include "core/page.hpp"
#include "core/time.hpp"
#include "core/trace.hpp"

namespace instante::authentication {

/// Begins and ends following. Both are idempotent.
class FollowUser {
public:
    FollowUser(FindUser& find, FollowStore& follows, core::IdGenerator& ids, const core::Clock& clock)
        : find_(find), follows_(follows), ids_(ids), clock_(clock) {}

    /// Errors: `cannot_follow_yourself`, `too_many_followed`, `not_found`; `unavailable`.
    Task<Result<Follow>> begin(UserId follower, std::string followee, core::Trace trace);
    /// Errors: `not_found`; `unavailable`.
    Task<Result<void>> end(UserId follower, std::string followee, core::Trace trace);

private:
    FindUser& find_;
    FollowStore& follows_;
    core::IdGenerator& ids_;
    const core::Clock& clock_;
};

/// Lists who follows somebody, or whom they follow, the newest follow first.
class ListFollows {
public:
    enum class Of : std::uint8_t { followers, following };
    ListFollows(FindUser& find, FollowStore& follows) : find_(find), follows_(follows) {}

    /// Errors: `not_found`; `unavailable`.
    Task<Result<core::Page<Person, FollowId>>> operator()(Of of, std::string user, std::optional<FollowId> before,
                                                          std::size_t limit);

private:
    FindUser& find_;
    FollowStore& follows_;
};

}  // namespace instante::authentication
