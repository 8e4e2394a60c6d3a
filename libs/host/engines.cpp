#include "host/engines.hpp"

#include <utility>

#include "bus/adapters.hpp"

namespace instante::host {

Result<Engines> open_engines(const config::Settings& settings, const std::filesystem::path& data, const core::Clock& clock) {
    Engines engines;
    if (settings.ephemeral) {
        engines.bus = bus::make_memory_bus(clock);
        engines.blobs = std::make_unique<blob::HoldingStore>(blob::make_memory_store(clock));
        return engines;
    }
    auto bus = bus::open_embedded_bus(data / "bus.db", clock);
    if (!bus) return bus.error();
    auto blobs = blob::open_file_store(data / "media");
    if (!blobs) return blobs.error();
    engines.bus = std::move(*bus);
    engines.blobs = std::make_unique<blob::HoldingStore>(std::move(*blobs));
    return engines;
}

}  // namespace instante::host
