#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "async/task.hpp"
#include "authentication/domain/search.hpp"
#include "authentication/ports/search_store.hpp"
#include "core/error.hpp"
#include "core/page.hpp"

namespace instante::authentication {

/// Finds people by what somebody types of their username or name.
class SearchPeople {
public:
    explicit SearchPeople(SearchStore& search) : search_(search) {}

    Task<Result<core::Page<Person, std::uint64_t>>> operator()(std::string text, std::optional<std::uint64_t> after,
                                                               std::size_t limit) {
        auto words = search_words(text);
        co_return co_await search_.find(std::move(words), after, limit);
    }

private:
    SearchStore& search_;
};

}  // namespace instante::authentication
