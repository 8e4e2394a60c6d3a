#pragma once

#include <memory>
#include <string>

#include "bus/bus.hpp"
#include "core/ids.hpp"
#include "core/time.hpp"
#include "notification/ports/other_instances.hpp"

namespace instante::notification {

/// Tells them by an event, `inbox.arrived`, whose id begins with `instance`: this process's name, by which it knows its own. All
/// outlive it.
std::unique_ptr<OtherInstances> make_bus_instances(bus::Bus& bus, core::IdGenerator& ids, const core::Clock& clock,
                                                   std::string instance);

}  // namespace instante::notification
