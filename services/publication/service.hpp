#pragma once

#include <memory>
#include <vector>

#include "config/program.hpp"
#include "core/error.hpp"
#include "host/service.hpp"

namespace instante::publication {

/// Publications, feeds, and the read models of people and edges they stand on.
Result<std::unique_ptr<host::Service>> make_publication_service(host::Context& context);
/// The commands it offers its operator, as told on the command line.
std::vector<config::Command> publication_commands();

}  // namespace instante::publication
