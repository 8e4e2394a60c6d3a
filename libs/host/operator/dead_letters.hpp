#pragma once

#include <memory>
#include <vector>

#include "bus/bus.hpp"
#include "host/command.hpp"
#include "host/service.hpp"

namespace instante::host {

/// `bus dead list|show|replay|drop`: messages that were given up. All outlive the commands.
std::vector<Command> dead_letter_commands(bus::Bus& bus, const std::vector<std::unique_ptr<Service>>& services);

}  // namespace instante::host
