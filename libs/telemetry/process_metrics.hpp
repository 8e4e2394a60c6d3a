#pragma once

#include "telemetry/metrics.hpp"

namespace instante::telemetry {

/// `instante_build_info{version,commit,compiler} 1`.
void add_build_info(Metrics& metrics);
/// The process's CPU, memory, file descriptors, threads and start, by their usual names (`process_*`), read from /proc at each
/// rendering.
void add_process_metrics(Metrics& metrics);

}  // namespace instante::telemetry
