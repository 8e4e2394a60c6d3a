#pragma once

#include <filesystem>
#include <memory>

#include "bus/bus.hpp"
#include "core/time.hpp"

namespace instante::bus {

/// A bus in memory: nothing outlives the process (`--ephemeral`, tests).
std::unique_ptr<Bus> make_memory_bus(const core::Clock& clock);

/// The embedded bus: durable queues in a SQLite file, for one process at a time. What was in flight at the end is delivered again.
Result<std::unique_ptr<Bus>> open_embedded_bus(std::filesystem::path file, const core::Clock& clock);

}  // namespace instante::bus
