#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "core/time.hpp"
#include "core/units.hpp"

namespace instante::host {

/// The file that ends a backup: without it one is not whole.
inline constexpr std::string_view manifest_name = "backup.json";

/// What a backup holds.
struct Manifest {
    core::Timestamp made_at{};
    std::string version;              ///< of the program that made it
    std::vector<std::string> stores;  ///< names of SQLite files
    std::size_t objects = 0;
    core::Bytes size;  ///< of the objects

    friend bool operator==(const Manifest&, const Manifest&) = default;
};

/// Writes it durably into `folder`. Errors: `unavailable`.
Result<void> write_manifest(const std::filesystem::path& folder, const Manifest& manifest);
/// Errors: `invalid_fields`: there is no backup in `folder`, none that ended, or none that this program reads.
Result<Manifest> read_manifest(const std::filesystem::path& folder);

/// `4 stores, 120 objects (4.2 MB)`.
std::string summary(const Manifest& manifest);

}  // namespace instante::host
