#pragma once

#include <map>
#include <string>
#include <variant>
#include <vector>

#include "config/layers.hpp"
#include "config/program.hpp"

namespace instante::config {

/// What the command line says.
struct CommandLine {
    std::string command;
    std::map<std::string, std::vector<std::string>, std::less<>> given;  ///< the command's own arguments and options
    Layer layer;                                                         ///< settings, and `config`
};

/// Reads the command line; help, or what is wrong with it, is an `Exit`. `defaults` are shown in the help.
std::variant<CommandLine, Exit> read_command_line(const Program& program, int argc, const char* const* argv,
                                                  const Settings& defaults);

}  // namespace instante::config
