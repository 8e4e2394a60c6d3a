#pragma once

#include <filesystem>
#include <memory>

#include "bus/bus.hpp"
#include "bus/delays.hpp"
#include "core/time.hpp"

namespace instante::bus {

/// A bus in memory: nothing outlives the process (`--ephemeral`, tests).
std::unique_ptr<Bus> make_memory_bus(const core::Clock& clock, Delays delays = {});

/// The embedded bus: durable queues in a SQLite file, for one process at a time. What was in flight at the end is delivered
/// again. It must outlive its consumers; destroying it writes down what was settled.
Result<std::unique_ptr<Bus>> open_embedded_bus(std::filesystem::path file, const core::Clock& clock, Delays delays = {});

}  // namespace instante::bus
