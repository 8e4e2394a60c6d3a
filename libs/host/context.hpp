#pragma once

#include <filesystem>

#include "access/access.hpp"
#include "access/deny_list.hpp"
#include "access/limits.hpp"
#include "async/loops.hpp"
#include "blob/blob.hpp"
#include "bus/bus.hpp"
#include "config/settings.hpp"
#include "core/ids.hpp"
#include "core/time.hpp"
#include "crypto/keys.hpp"
#include "telemetry/log.hpp"
#include "telemetry/metrics.hpp"

namespace instante::host {

/// What a process gives the services in it. Everything outlives them.
struct Context {
    const config::Settings& settings;
    std::filesystem::path data;  ///< the data folder; files of a service begin with its name (`publication.db`)
    async::Loops& loops;
    const core::Clock& clock;
    core::IdGenerator& ids;
    telemetry::Log& log;
    telemetry::Metrics& metrics;
    bus::Bus& bus;
    blob::Store& blobs;  ///< only resize_image uses it, and authentication to put bytes under `incoming/`
    const blob::Urls& urls;
    const access::Access& access;
    access::DenyList& deny_list;  ///< authentication adds to it at once what it refuses; events bring the rest
    crypto::KeySet&
        keys;  ///< the keys that access tokens are verified with: authentication, where it is here, puts them in force
    access::Limits* limits = nullptr;  ///< counts attempts to sign in to an account; none: nothing is limited
};

}  // namespace instante::host
