#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "bus/message.hpp"
#include "bus/outcome.hpp"

namespace instante::bus {

/// A message in a consumer's hands; `tag` is its feed's name for it.
struct Delivery {
    std::uint64_t tag = 0;
    Message message;
};

/// Where one consumer's messages come from: what an adapter gives, and `make_consumer` drives, on the consumer's loop.
class Feed {
public:
    struct Taken {
        std::vector<Delivery> deliveries;
        std::optional<std::chrono::milliseconds> next;  ///< look again after this: a delayed message is due then
    };

    virtual ~Feed() = default;
    /// Up to `limit` messages that are due now. When there are fewer, `wake` is called (from any thread) once there is more.
    virtual Taken take(std::size_t limit) = 0;
    /// Says what becomes of a delivery. Returns at once; written down soon after (until then it may be delivered again).
    virtual void settle(std::uint64_t tag, Outcome outcome) = 0;
    /// Set once, before the first `take`.
    virtual void on_more(std::function<void()> wake) = 0;
};

}  // namespace instante::bus
