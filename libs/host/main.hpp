#pragma once

#include <string>
#include <vector>

#include "config/program.hpp"
#include "host/service.hpp"

namespace instante::host {

/// What an executable's `main` calls: reads the settings, runs the command (`serve`, `config check`, `version`), answers the exit
/// status: 0, 1 (it failed while running), 2 (a setting is wrong). `serve`: locks the data folder, opens the engines and the
/// services, listens, serves until SIGTERM or SIGINT, drains.
int main(const config::Program& program, std::vector<MakeService> services, int argc, char** argv);

}  // namespace instante::host
