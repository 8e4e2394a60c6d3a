#pragma once

#include <cstddef>

#include "core/units.hpp"

namespace instante::config {

/// Cores this process may use.
std::size_t usable_cores();
/// Memory this process may use: the machine's, or less where a control group says so (cgroup v2 `memory.max`).
core::Bytes usable_memory();

}  // namespace instante::config
