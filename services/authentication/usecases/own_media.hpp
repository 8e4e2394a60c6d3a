#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "async/task.hpp"
#include "authentication/ports/people_store.hpp"
#include "core/error.hpp"

namespace instante::authentication {

/// Tells which objects in the storage are somebody's picture now: all others below the prefix are left over.
class OwnMedia {
public:
    /// Below this lie people's pictures: `u/{user}/…`.
    static constexpr std::string_view prefix = "u/";

    explicit OwnMedia(PeopleStore& people) : people_(people) {}

    /// Those of `keys` that are in use; of people who are disabled, too: they may come back.
    Task<Result<std::vector<std::string>>> operator()(std::vector<std::string> keys);

private:
    PeopleStore& people_;
};

}  // namespace instante::authentication
