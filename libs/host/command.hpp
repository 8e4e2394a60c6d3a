#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "async/task.hpp"
#include "core/error.hpp"

namespace instante::host {

/// What stands behind the words of a command: its arguments and options by name; a switch that was given has no values.
using Given = std::map<std::string, std::vector<std::string>, std::less<>>;

/// One of the operator's commands (`admin user list`), as a service offers it: its words, and what answers the text to print. It
/// runs in the process that holds the data folder, on one of its loops.
struct Command {
    std::string name;
    std::function<Task<Result<std::string>>(Given)> run;
};

}  // namespace instante::host
