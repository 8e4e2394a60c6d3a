#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "bus/delays.hpp"
#include "core/error.hpp"

namespace instante::bus {

/// However late whoever failed us wants to be asked again.
inline constexpr std::chrono::hours longest_delay{1};

/// What becomes of a message that was in hand.
struct Outcome {
    enum class Kind : std::uint8_t {
        done,      ///< acknowledged: gone
        retry,     ///< again after `delay`, as the next attempt; the error's `retry_after`, up to an hour, makes it longer
        park,      ///< to the dead letters, with `reason`
        put_back,  ///< again at once, nothing counted
    };
    Kind kind = Kind::done;
    std::chrono::milliseconds delay{0};
    std::string reason;  ///< the error's slug and note, at most 1,000 bytes
};

/// What `handled`, the handler's result for attempt `attempt`, makes of the message.
Outcome outcome_of(const Result<void>& handled, int attempt, const Delays& delays);

}  // namespace instante::bus
