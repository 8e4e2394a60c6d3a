#include "telemetry/route_metrics.hpp"

#include <algorithm>

namespace instante::telemetry {

RouteMetrics::RouteMetrics(Metrics& metrics, const std::string& service, const std::string& method, const std::string& route) {
    const Labels labels{{"service", service}, {"method", method}, {"route", route}};
    for (std::size_t i = 0; i < by_class_.size(); ++i) {
        auto with_status = labels;
        with_status.emplace_back("status", std::to_string(i + 1) + "xx");
        by_class_[i] =
            &metrics.counter("instante_http_requests_total", "Requests answered, by route and class of status", with_status);
    }
    duration_ =
        &metrics.histogram("instante_http_request_duration_seconds", "From a request's header to the end of its answer", labels);
}

void RouteMetrics::record(unsigned status, std::chrono::nanoseconds duration) const {
    by_class_[std::clamp(status / 100, 1u, 5u) - 1]->add();
    duration_->observe(duration);
}

}  // namespace instante::telemetry
