#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "blob/holding_store.hpp"
#include "bus/bus.hpp"
#include "config/program.hpp"
#include "core/ids.hpp"
#include "core/time.hpp"
#include "host/command.hpp"
#include "host/service.hpp"

namespace instante::host {

/// What the commands that every process offers to its operator work on. All outlives them.
struct Operated {
    std::filesystem::path data;  ///< empty: nothing is kept
    const core::Clock& clock;
    core::IdGenerator& ids;
    bus::Bus& bus;
    blob::HoldingStore& blobs;
    const std::vector<std::unique_ptr<Service>>& services;
};

/// How they are told on the command line.
std::vector<config::Command> operator_commands();
/// What they do, in the process that holds the data folder.
std::vector<Command> commands_of_holder(const Operated& operated);
/// What those do that do not need it, or must not have it: in the operator's own process.
std::vector<Command> commands_of_caller(const config::Settings& settings);

}  // namespace instante::host
