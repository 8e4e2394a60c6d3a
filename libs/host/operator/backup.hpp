#pragma once

#include <filesystem>
#include <vector>

#include "blob/holding_store.hpp"
#include "core/time.hpp"
#include "host/command.hpp"

namespace instante::host {

/// What a backup is made of. All outlive the command.
struct BackupNeeds {
    std::filesystem::path data;  ///< empty: nothing is kept
    const core::Clock& clock;
    blob::HoldingStore& blobs;  ///< whose files lie in the data folder
};

/// `backup`: copies the data folder while it is written to. All stores are copied as of one moment; every object that they speak
/// of was stored before it, and none is removed before it is copied.
std::vector<Command> backup_commands(const BackupNeeds& needs);

}  // namespace instante::host
