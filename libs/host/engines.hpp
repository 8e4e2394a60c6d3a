#pragma once

#include <filesystem>
#include <memory>

#include "blob/holding_store.hpp"
#include "bus/bus.hpp"
#include "config/settings.hpp"
#include "core/error.hpp"
#include "core/time.hpp"

namespace instante::host {

/// The engines that services of one process share.
struct Engines {
    std::unique_ptr<bus::Bus> bus;
    std::unique_ptr<blob::HoldingStore> blobs;
};

/// The ones the settings choose: in memory, or embedded in the data folder.
Result<Engines> open_engines(const config::Settings& settings, const std::filesystem::path& data, const core::Clock& clock);

}  // namespace instante::host
