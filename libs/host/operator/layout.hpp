#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

#include "core/error.hpp"

namespace instante::host {

/// Where objects lie in a data folder, and in a backup of one, which is laid out alike.
inline constexpr std::string_view media_name = "media";

/// The SQLite files in `folder`, by name: the services' stores and the queues. Errors: `unavailable`.
Result<std::vector<std::filesystem::path>> stores_in(const std::filesystem::path& folder);

/// Copies what is neither a store, nor an object, nor of the lifetime of a process: whatever else is kept there, such as written
/// mail. What goes while it is copied may be missing. Errors: `unavailable`, `engine_away`.
Result<void> copy_rest(const std::filesystem::path& from, const std::filesystem::path& to);

/// Whether nothing is kept in `folder`, which may be absent. Errors: `unavailable`.
Result<bool> is_vacant(const std::filesystem::path& folder);

/// Forces all that was written to the file system of `folder` to the disk. Errors: `unavailable`.
Result<void> sync_file_system(const std::filesystem::path& folder);

}  // namespace instante::host
