#pragma once

#include <filesystem>
#include <memory>

#include "blob/holding_store.hpp"
#include "bus/bus.hpp"
#include "config/settings.hpp"
#include "core/error.hpp"
#include "core/time.hpp"
#include "telemetry/log.hpp"

namespace instante::host {

/// The engines that services of one process share.
struct Engines {
    std::unique_ptr<bus::Bus> bus;
    std::unique_ptr<blob::HoldingStore> blobs;
};

/// The ones the settings choose: in memory, embedded in the data folder, or servers. Errors: `invalid`, with the setting that is
/// to blame in the note, when a server cannot be used.
Result<Engines> open_engines(const config::Settings& settings, const std::filesystem::path& data, const core::Clock& clock,
                             const telemetry::Log& log);

}  // namespace instante::host
