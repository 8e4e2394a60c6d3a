#pragma once

#include <chrono>
#include <functional>
#include <optional>

#include "bus/verdict.hpp"

namespace instante::bus {

/// How long failed messages and paused consumers wait. Tests shorten it.
struct Delays {
    /// After a failed attempt (0-based); nothing when it was the last.
    std::function<std::optional<std::chrono::milliseconds>(int attempt)> retry = retry_delay;
    std::chrono::milliseconds first_pause{100};     ///< of a consumer whose engine is away; doubled each time…
    std::chrono::milliseconds longest_pause{5000};  ///< …up to this
};

}  // namespace instante::bus
