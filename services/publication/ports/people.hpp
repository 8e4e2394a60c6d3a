#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "async/task.hpp"
#include "core/error.hpp"
#include "publication/domain/person.hpp"

namespace instante::publication {

/// The read model of people and of who follows whom. Keyed reads answer at once (they do not suspend).
class People {
public:
    virtual ~People() = default;
    /// Keeps what is newer than what is there, by version; the rest is passed over.
    virtual Task<Result<void>> keep(std::vector<Person> people) = 0;
    /// The same for edges. An edge that becomes active brings the followee's newest 100 publications into the follower's timeline, in the same transaction.
    virtual Task<Result<void>> keep_follows(std::vector<Follow> follows) = 0;
    /// Those of `ids` that are known, gone ones too; at most 100.
    virtual Result<std::vector<Person>> find(const std::vector<UserId>& ids) = 0;
    /// Whoever bears `username` now, and is not gone.
    virtual Result<std::optional<Person>> by_username(const std::string& username) = 0;
    /// How many follow `user` now: what decides a publication's reach.
    virtual Result<std::uint64_t> followers(UserId user) = 0;
};

}  // namespace instante::publication
