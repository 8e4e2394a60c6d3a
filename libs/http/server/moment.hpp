#pragma once

#include <chrono>

namespace instante::http::server {

/// The clock of deadlines.
using SteadyClock = std::chrono::steady_clock;
using Moment = SteadyClock::time_point;

inline constexpr Moment never = Moment::max();

inline Moment after(std::chrono::milliseconds delay) {
    return SteadyClock::now() + delay;
}

}  // namespace instante::http::server
