#pragma once

#include <memory>

#include "bus/bus.hpp"
#include "bus/delays.hpp"
#include "bus/local/broker.hpp"

namespace instante::bus::local {

/// The bus as coroutines see it, over a broker of this process.
std::unique_ptr<Bus> make_local_bus(std::unique_ptr<Broker> broker, Delays delays);

}  // namespace instante::bus::local
