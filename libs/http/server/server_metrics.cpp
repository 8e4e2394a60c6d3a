#include "http/server/server_metrics.hpp"

#include <array>

namespace instante::http::server {
namespace {

constexpr std::array<std::string_view, 14> error_kinds{"malformed",
                                                       "request-timeout",
                                                       "content-too-large",
                                                       "uri-too-long",
                                                       "expectation-failed",
                                                       "header-too-large",
                                                       "not-implemented",
                                                       "version-not-supported",
                                                       "timed-out",
                                                       "internal",
                                                       "tls",
                                                       "http2",
                                                       "reset-flood",
                                                       "slow-reader"};

telemetry::Gauge& open(telemetry::Metrics& metrics, const std::string& server, const std::string& protocol) {
    return metrics.gauge("instante_http_connections", "Connections open", {{"server", server}, {"protocol", protocol}});
}

telemetry::Counter& accepted(telemetry::Metrics& metrics, const std::string& server, const std::string& protocol) {
    return metrics.counter("instante_http_connections_accepted_total", "Connections that came to speak HTTP",
                           {{"server", server}, {"protocol", protocol}});
}

}  // namespace

ServerMetrics::ServerMetrics(telemetry::Metrics& metrics, const std::string& server)
    : open_new(open(metrics, server, "new")),
      open_http1(open(metrics, server, "http1")),
      open_http2(open(metrics, server, "http2")),
      accepted_http1(accepted(metrics, server, "http1")),
      accepted_http2(accepted(metrics, server, "http2")),
      over_limit(metrics.counter("instante_http_connections_over_limit_total", "Connections closed at once: too many",
                                 {{"server", server}})) {
    for (const auto kind : error_kinds) {
        errors_[std::string{kind}] = &metrics.counter("instante_http_protocol_errors_total", "What clients got wrong, by kind",
                                                      {{"server", server}, {"kind", std::string{kind}}});
    }
}

void ServerMetrics::protocol_error(std::string_view kind) const {
    if (const auto found = errors_.find(kind); found != errors_.end()) found->second->add();
}

}  // namespace instante::http::server
