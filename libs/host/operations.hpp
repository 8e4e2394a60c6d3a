#pragma once

#include <atomic>
#include <memory>
#include <vector>

#include "host/service.hpp"
#include "http/router.hpp"
#include "telemetry/metrics.hpp"

namespace instante::host {

/// Where a process is between its start and its end.
enum class Phase : std::uint8_t { starting, serving, draining };

/// Adds the operator's routes: `/healthz` (alive), `/readyz` (serving, and every engine answers), `/metrics` (Prometheus),
/// `/version`. All outlive the router.
void add_operations(http::Router& router, const std::atomic<Phase>& phase, const std::vector<std::unique_ptr<Service>>& services,
                    bus::Bus& bus, blob::Store& blobs, telemetry::Metrics& metrics);

}  // namespace instante::host
