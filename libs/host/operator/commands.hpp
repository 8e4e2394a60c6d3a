#pragma once

#include <memory>
#include <vector>

#include "blob/blob.hpp"
#include "bus/bus.hpp"
#include "config/program.hpp"
#include "core/ids.hpp"
#include "core/time.hpp"
#include "host/command.hpp"
#include "host/service.hpp"

namespace instante::host {

/// What the commands that every process offers to its operator work on. All outlives them.
struct Operated {
    const core::Clock& clock;
    core::IdGenerator& ids;
    bus::Bus& bus;
    blob::Store& blobs;
    const std::vector<std::unique_ptr<Service>>& services;
};

/// How they are told on the command line.
std::vector<config::Command> operator_commands();
/// What they do, in the process that holds the data folder.
std::vector<Command> run_operator_commands(const Operated& operated);

}  // namespace instante::host
