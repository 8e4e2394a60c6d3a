#pragma once

#include <chrono>
#include <cstdint>

namespace instante::core {

/// So many in so long: `count` at once, then one as soon as the period has brought one back.
struct Rate {
    std::uint32_t count = 0;
    std::chrono::seconds period{0};

    friend constexpr bool operator==(const Rate&, const Rate&) = default;
};

}  // namespace instante::core
