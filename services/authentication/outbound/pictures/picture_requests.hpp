#pragma once

#include <memory>

#include "authentication/ports/picture_requests.hpp"
#include "blob/blob.hpp"
#include "bus/bus.hpp"
#include "core/time.hpp"

namespace instante::authentication {

/// Pictures put under `incoming/` and asked for on the queue `image`. All outlive it.
std::unique_ptr<PictureRequests> make_bus_picture_requests(blob::Store& blobs, bus::Bus& bus, const core::Clock& clock);

}  // namespace instante::authentication
