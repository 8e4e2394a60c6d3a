#pragma once

#include "async/task.hpp"
#include "config/settings.hpp"
#include "host/operator/findings.hpp"

namespace instante::host {

/// Whether the servers that the settings name for objects and mail are there, asked from the operator's own process. Queues and
/// stores are asked by the server that uses them.
Task<Findings> check_engines(config::Settings settings);

}  // namespace instante::host
