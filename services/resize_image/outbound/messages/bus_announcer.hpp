#pragma once

#include <memory>

#include "bus/bus.hpp"
#include "core/time.hpp"
#include "resize_image/ports/announcer.hpp"

namespace instante::resize_image {

/// Speaks the messages of contracts/messages over `bus`. Both outlive it.
std::unique_ptr<Announcer> make_bus_announcer(bus::Bus& bus, const core::Clock& clock);

}  // namespace instante::resize_image
