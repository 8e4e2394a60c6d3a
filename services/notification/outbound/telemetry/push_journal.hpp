#pragma once

#include <memory>

#include "notification/ports/push_journal.hpp"
#include "telemetry/log.hpp"
#include "telemetry/metrics.hpp"

namespace instante::notification {

/// Into the log, and the metrics `instante_pushes_total{outcome}`, `instante_push_queue_depth` and
/// `instante_push_queue_oldest_seconds`. The metrics outlive it.
std::unique_ptr<PushJournal> make_push_journal(telemetry::Log log, telemetry::Metrics& metrics);

}  // namespace instante::notification
