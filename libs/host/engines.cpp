#include "host/engines.hpp"

#include <unistd.h>

#include <utility>

#include "amqp/amqp.hpp"
#include "async/run.hpp"
#include "bus/adapters.hpp"
#include "s3/s3.hpp"

namespace instante::host {
namespace {

Result<std::unique_ptr<bus::Bus>> open_amqp_bus(const config::Settings& settings, const core::Clock& clock,
                                                const telemetry::Log& log) {
    amqp::Options options;
    options.url = settings.bus.url;
    options.name = "instante, process " + std::to_string(getpid());
    options.ca_file = settings.ca_file.string();
    auto bus = amqp::open_bus(std::move(options), clock, log);
    if (!bus) return core::Error{core::invalid_fields, "--bus: " + bus.error().note()};
    return bus;
}

Result<std::unique_ptr<bus::Bus>> open_bus(const config::Settings& settings, const std::filesystem::path& data,
                                           const core::Clock& clock, const telemetry::Log& log) {
    if (settings.bus.scheme() != "embedded") return open_amqp_bus(settings, clock, log);
    if (settings.ephemeral) return bus::make_memory_bus(clock);
    return bus::open_embedded_bus(data / "bus.db", clock);
}

/// Asks the bucket whether it can be used: who starts with the wrong one shall hear of it at once.
Result<std::unique_ptr<blob::Store>> open_bucket(const config::Settings& settings, const core::Clock& clock) {
    s3::Options options;
    options.url = settings.media.url;
    options.ca_file = settings.ca_file.string();
    auto bucket = s3::open_bucket(std::move(options), clock);
    auto checked = bucket ? async::run((*bucket)->check()) : Result<void>{bucket.error()};
    if (!checked) return core::Error{checked.error().code(), "--media: " + checked.error().note()};
    return std::unique_ptr<blob::Store>{std::move(*bucket)};
}

Result<std::unique_ptr<blob::Store>> open_blobs(const config::Settings& settings, const std::filesystem::path& data,
                                                const core::Clock& clock) {
    if (settings.media.scheme() == "s3") return open_bucket(settings, clock);
    if (settings.ephemeral) return blob::make_memory_store(clock);
    return blob::open_file_store(data / "media");
}

}  // namespace

Result<Engines> open_engines(const config::Settings& settings, const std::filesystem::path& data, const core::Clock& clock,
                             const telemetry::Log& log) {
    Engines engines;
    auto bus = open_bus(settings, data, clock, log);
    if (!bus) return bus.error();
    auto blobs = open_blobs(settings, data, clock);
    if (!blobs) return blobs.error();
    engines.bus = std::move(*bus);
    engines.blobs = std::make_unique<blob::HoldingStore>(std::move(*blobs));
    return engines;
}

}  // namespace instante::host
