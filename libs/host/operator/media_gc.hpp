#pragma once

#include <chrono>
#include <memory>
#include <vector>

#include "blob/blob.hpp"
#include "bus/bus.hpp"
#include "core/ids.hpp"
#include "core/time.hpp"
#include "host/command.hpp"
#include "host/service.hpp"

namespace instante::host {

/// What is asked of objects, and who answers. All outlive the command.
struct MediaGcNeeds {
    const core::Clock& clock;
    core::IdGenerator& ids;
    bus::Bus& bus;
    blob::Store& blobs;
    const std::vector<std::unique_ptr<Service>>& services;
    std::chrono::milliseconds patience{5000};  ///< until the queues are empty
};

/// `media gc`: finds objects older than a day that none of the services owns, and deletes them when it is told to.
std::vector<Command> media_gc_commands(const MediaGcNeeds& needs);

}  // namespace instante::host
