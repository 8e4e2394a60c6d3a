#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "async/signal.hpp"
#include "bus/bus.hpp"

/// Coroutines for tests of buses.
namespace instante::bus {

/// Consumes until `enough`, asked after each handled message, says so; at most 20 s.
Task<void> consume_until(Bus& bus, std::string queue, std::size_t prefetch, Handler handler, std::function<bool()> enough);
/// Takes `count` messages from a queue.
Task<std::vector<Message>> take(Bus& bus, std::string queue, std::size_t count, std::size_t prefetch = 10);

Message message(std::string id);
std::vector<Outgoing> outgoing(const Address& address, const std::vector<std::string>& ids);
std::vector<std::string> ids_of(const std::vector<Message>& messages);
/// `count` ids: `0`, `1`, …
std::vector<std::string> numbered(std::size_t count);

}  // namespace instante::bus
