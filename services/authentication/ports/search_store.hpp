#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "async/task.hpp"
#include "authentication/domain/user.hpp"
#include "core/error.hpp"
#include "core/page.hpp"

namespace instante::authentication {

/// Where people are looked for by name. What is written elsewhere is found at once. Safe from any coroutine of the service.
class SearchStore {
public:
    virtual ~SearchStore() = default;
    /// Active people whom `words` (of `search_words`) find, in the order of their places after `after`, at most `limit` (1..100).
    /// A page ends early where too many were looked at in vain. Errors: `unavailable`.
    virtual Task<Result<core::Page<Person, std::uint64_t>>> find(std::vector<std::string> words,
                                                                 std::optional<std::uint64_t> after, std::size_t limit) = 0;
    /// Keeps finding quick, a small step at a time between other work: whether there is more to do. Errors: `unavailable`.
    virtual Task<Result<bool>> tend() { co_return false; }
};

}  // namespace instante::authentication
