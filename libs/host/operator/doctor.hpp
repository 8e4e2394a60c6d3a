#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "async/task.hpp"
#include "blob/blob.hpp"
#include "bus/bus.hpp"
#include "config/settings.hpp"
#include "core/time.hpp"
#include "host/command.hpp"
#include "host/service.hpp"

namespace instante::host {

/// What is examined within a running server. All outlive the examination.
struct PatientNeeds {
    std::filesystem::path data;  ///< empty: nothing is kept
    bus::Bus& bus;
    blob::Store& blobs;
    const std::vector<std::unique_ptr<Service>>& services;
};

/// `doctor`, the part of the process that holds the data folder: whether its engines answer, what waits for long, what was given
/// up. With `--thorough` its stores are read for damage. Errors: `unavailable`, with everything found, where something is bad.
Task<Result<std::string>> examine_server(PatientNeeds needs, Given given);

/// `doctor`, the operator's part: settings, folder, disk, clock, limits; then the server's part, or where none runs, the stores.
/// It makes and mends nothing. Errors: as above.
Task<Result<std::string>> examine(config::Settings settings, Given given);

}  // namespace instante::host
