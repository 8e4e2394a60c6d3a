#pragma once

#include <vector>

#include "async/signal.hpp"
#include "authentication/usecases/administer.hpp"
#include "authentication/usecases/keep_keys.hpp"
#include "host/command.hpp"

namespace instante::authentication {

/// What the operator's commands stand on. All outlives them.
struct Desk {
    Administer& administer;
    KeepKeys& keep_keys;
    const async::Signal& deletion_begun;
};

/// The commands of `admin user`; how they are told stands in the same table (`authentication_commands`).
std::vector<host::Command> admin_commands(const Desk& desk);

}  // namespace instante::authentication
