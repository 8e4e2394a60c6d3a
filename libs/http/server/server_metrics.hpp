#pragma once

#include <map>
#include <string>
#include <string_view>

#include "telemetry/metrics.hpp"

namespace instante::http::server {

/// What a server counts of its connections; the router counts requests.
class ServerMetrics {
public:
    ServerMetrics(telemetry::Metrics& metrics, const std::string& server);

    /// Connections open, over which protocol: `http1`, `http2`, or `new` while that is unknown.
    telemetry::Gauge& open_new;
    telemetry::Gauge& open_http1;
    telemetry::Gauge& open_http2;
    telemetry::Counter& accepted_http1;
    telemetry::Counter& accepted_http2;
    telemetry::Counter& over_limit;  ///< accepted and closed at once

    /// Counts something a client got wrong. `kind` is one of ours: a refusal's name, `tls`, `http2`, `reset-flood`,
    /// `slow-reader`.
    void protocol_error(std::string_view kind) const;

private:
    std::map<std::string, telemetry::Counter*, std::less<>> errors_;
};

/// Counts a connection as open for as long as it lives.
class CountedOpen {
public:
    explicit CountedOpen(telemetry::Gauge& gauge) : gauge_(&gauge) { gauge_->add(1); }
    ~CountedOpen() { gauge_->add(-1); }
    CountedOpen(const CountedOpen&) = delete;
    CountedOpen& operator=(const CountedOpen&) = delete;
    /// Counts it as another sort of connection from now on.
    void move_to(telemetry::Gauge& gauge) {
        gauge_->add(-1);
        gauge_ = &gauge;
        gauge_->add(1);
    }

private:
    telemetry::Gauge* gauge_;
};

}  // namespace instante::http::server
