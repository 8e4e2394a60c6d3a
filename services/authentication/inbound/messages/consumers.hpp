#pragma once

#include <string>
#include <vector>

#include "authentication/usecases/keep_devices.hpp"
#include "authentication/usecases/settle_picture.hpp"
#include "authentication/usecases/tell.hpp"
#include "bus/bus.hpp"

namespace instante::authentication {

/// A queue this service consumes, and what it does with its messages.
struct Consumption {
    bus::Queue queue;
    std::size_t prefetch = 16;
    bus::Handler handler;
};

/// All of them. The use cases outlive them.
std::vector<Consumption> consumptions(Tell& tell, KeepDevices& devices, SettlePicture& settle);

}  // namespace instante::authentication
