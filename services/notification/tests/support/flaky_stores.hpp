#pragma once

#include <cstddef>
#include <memory>
#include <utility>

#include "notification/ports/stores.hpp"

namespace instante::notification {

/// When calls of a store fail.
struct FlakyPlan {
    enum class When : std::uint8_t {
        before,  ///< nothing was done: `engine_away`
        after,   ///< it was done, and the caller cannot know: `timed_out`
    };
    std::size_t nth = 0;  ///< every nth call fails; 0: none
    When when = When::before;
};

/// Stores that fail on purpose: whoever stands on them must lose nothing. `inner` outlives them.
Stores make_flaky_stores(Stores& inner, FlakyPlan plan);

}  // namespace instante::notification
