#pragma once

#include <array>
#include <chrono>
#include <string>

#include "telemetry/metrics.hpp"

namespace instante::telemetry {

/// Rate, errors and duration of one route: `instante_http_requests_total{service,method,route,status="2xx"}` and
/// `instante_http_request_duration_seconds{service,method,route}`. Copies share the same metrics.
class RouteMetrics {
public:
    RouteMetrics(Metrics& metrics, const std::string& service, const std::string& method, const std::string& route);

    /// Counts a response. `status` is 100..599.
    void record(unsigned status, std::chrono::nanoseconds duration) const;

private:
    std::array<Counter*, 5> by_class_{};
    Histogram* duration_ = nullptr;
};

}  // namespace instante::telemetry
