#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>

#include "core/units.hpp"

namespace instante::config {

/// Cores this process may use.
std::size_t usable_cores();
/// Memory this process may use: the machine's, or less where a control group or a limit of its own (`RLIMIT_AS`, `RLIMIT_DATA`)
/// says so.
core::Bytes usable_memory();

/// The lower of the process's own soft limits, `RLIMIT_AS` and `RLIMIT_DATA`. Allocates nothing. Nothing: there is none.
std::optional<core::Bytes> own_memory_limit();

/// The lowest limit that control groups set, of both versions, the group's own and those above it. `membership` has the form of
/// /proc/self/cgroup (cgroups(7)), `mount` is where groups are found. Nothing: there is no limit, or it cannot be read.
std::optional<core::Bytes> group_memory_limit(const std::string& membership, const std::filesystem::path& mount);

}  // namespace instante::config
