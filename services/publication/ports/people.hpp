#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "async/task.hpp"
#include "core/error.hpp"
#include "publication/domain/person.hpp"

namespace instante::publication {

/// The read model of people and of who follows whom. Each call is one transaction.
class People {
public:
    virtual ~People() = default;
    /// Keeps what supersedes what is there; the rest is passed over.
    virtual Task<Result<void>> keep(std::vector<Person> people) = 0;
    /// Keeps the edges that are newer than what is there, by version; none of people who are deleted. An edge that becomes active
    /// brings the followee's newest 100 publications into the follower's timeline, in the same transaction: at most 100 edges.
    virtual Task<Result<void>> keep_follows(std::vector<Follow> follows) = 0;
    /// Those of `ids` that are known, gone ones too; at most 100.
    virtual Task<Result<std::vector<Person>>> find(std::vector<UserId> ids) = 0;
    /// Whoever bears `username` now, and is not gone.
    virtual Task<Result<std::optional<Person>>> by_username(std::string username) = 0;
    /// How many follow `user` now: what decides a publication's reach. Exact, and as cheap for ten followers as for ten million.
    virtual Task<Result<std::uint64_t>> followers(UserId user) = 0;
    /// Whether nobody is known: the read model has never been filled.
    virtual Task<Result<bool>> empty() = 0;
};

}  // namespace instante::publication
