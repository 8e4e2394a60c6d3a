#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "core/error.hpp"

namespace instante::bus {

enum class Verdict : std::uint8_t { retry, park, pause };

/// What becomes of a message whose handler failed: `rate_limited`, `unavailable`, `timed_out` and `internal` are retried, the
/// rest parked; `core::engine_away` pauses the consumer.
Verdict judge(const core::Error& error);

/// How long before the next try after attempt `attempt` (0-based): 1, 2, 5, 15, 30, 60, 300, 300 s; nothing when it was the last.
std::optional<std::chrono::seconds> retry_delay(int attempt);

}  // namespace instante::bus
