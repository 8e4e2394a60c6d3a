#pragma once

#include <memory>
#include <vector>

#include "config/program.hpp"
#include "core/error.hpp"
#include "host/context.hpp"
#include "host/service.hpp"

namespace instante::authentication {

/// Opens people, credentials, sessions, signing keys, devices and follows: who is who, and who sees whom.
/// Errors: `unavailable` with a note for the operator (a database that cannot be opened, or is of a kind not built in).
Result<std::unique_ptr<host::Service>> make_authentication_service(host::Context& context);

/// The commands it offers its operator, as told on the command line.
std::vector<config::Command> authentication_commands();

}  // namespace instante::authentication
