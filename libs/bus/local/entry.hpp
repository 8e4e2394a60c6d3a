#pragma once

#include <compare>
#include <cstdint>
#include <memory>

#include "bus/message.hpp"
#include "core/time.hpp"

namespace instante::bus::local {

/// Numbers messages in the order in which they were published, for a whole bus.
using Sequence = std::uint64_t;

/// When a message's turn comes: undelayed ones (`due` is zero) first come first served, delayed ones by the time they are due.
struct Turn {
    core::Timestamp due{};
    Sequence sequence = 0;
    friend auto operator<=>(const Turn&, const Turn&) = default;
    [[nodiscard]] bool delayed() const { return due != core::Timestamp{}; }
};

/// A message in a queue. An event's message is shared by all its queues, so its attempts are counted here.
struct Entry {
    Turn turn;
    int attempt = 0;
    core::Timestamp queued{};
    std::shared_ptr<const Message> message;
};

}  // namespace instante::bus::local
