#pragma once

#include <optional>
#include <string>

#include "async/task.hpp"
#include "authentication/domain/follow.hpp"
#include "authentication/domain/user.hpp"
#include "authentication/ports/follow_store.hpp"
#include "authentication/ports/people_store.hpp"
#include "core/error.hpp"

namespace instante::authentication {

/// Finds somebody by id or username. Who is disabled or deleted is not there.
class FindUser {
public:
    explicit FindUser(PeopleStore& people) : people_(people) {}

    /// Errors: `not_found`; `unavailable`.
    Task<Result<User>> operator()(std::string id_or_username);
    Task<Result<User>> operator()(UserId id);

private:
    PeopleStore& people_;
};

/// Somebody as a viewer sees them.
struct Profile {
    User user;
    std::optional<Relation> relation;  ///< nothing when nobody is signed in
};

/// Shows somebody to a viewer (or to nobody, id 0).
class ShowUser {
public:
    ShowUser(FindUser& find, FollowStore& follows) : find_(find), follows_(follows) {}

    /// Errors: `not_found`; `unavailable`.
    Task<Result<Profile>> operator()(std::string id_or_username, UserId viewer);

private:
    FindUser& find_;
    FollowStore& follows_;
};

}  // namespace instante::authentication
