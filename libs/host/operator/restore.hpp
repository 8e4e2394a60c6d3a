#pragma once

#include <filesystem>
#include <string>

#include "core/error.hpp"

namespace instante::host {

/// Makes `data`, which is empty or absent, what was backed up to `from`; what it did, in a sentence. The backup stays as it is
/// and shares nothing with the data folder. A server refuses the folder of a restore that did not end. Errors: `invalid_fields`
/// (no backup, not empty), `data_folder_held`, `unavailable`, `engine_away` (damage).
Result<std::string> restore(const std::filesystem::path& data, const std::filesystem::path& from);

}  // namespace instante::host
