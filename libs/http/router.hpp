#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "async/task.hpp"
#include "http/limiter.hpp"
#include "http/message.hpp"
#include "telemetry/log.hpp"
#include "telemetry/metrics.hpp"

namespace instante::http {

/// What a route may cost.
struct RouteOptions {
    std::size_t body_limit = 64 * 1024;          ///< bytes of content; beyond: 413
    std::chrono::milliseconds deadline{30'000};  ///< for the handler until its response begins; zero: none (streams)
    Limit limit = Limit::other;                  ///< what its calls count as
};

struct RouterOptions {
    std::vector<std::string> cors_origins;  ///< exact origins; `*` for all; none: CORS closed
    bool gzip = true;                       ///< JSON above 1 KiB, where the client takes it
    std::string server_name = "Instante";
    std::string service = "instante";  ///< label of the metrics
    Limiter* limiter = nullptr;        ///< outlives the router; none: nothing is limited
    bool hsts = false;                 ///< clients are to use HTTPS alone from now on (RFC 6797)
};

/// Finds the handler of a request and makes its answer whole: request id, trace, CORS, HEAD, OPTIONS, 404, 405 with `Allow`,
/// limits, problem+json for errors, gzip, RED metrics per route, access log. Routes are added before the first dispatch; then
/// safe from any loop.
class Router {
public:
    Router(telemetry::Log& log, telemetry::Metrics& metrics, RouterOptions options = {});
    ~Router();

    /// `pattern`: segments that are literal, or `{name}` for one segment (`@{name}`: what follows the `@`), or a last `{name...}`
    /// for the rest, which may be empty. Literals win over names (`/user/me` over `/user/{id}`), names over the rest; methods are
    /// looked at afterwards. A parameter that is not percent-encoded UTF-8 is answered `malformed`. A pattern that cannot be, or
    /// is there already, is a bug: std::logic_error. `pattern` is the `route` label of the metrics. A GET route answers HEAD too.
    void add(Method method, std::string pattern, Handler handler, RouteOptions options = {});

    /// Before the handler runs: the options of the route `request` will take, for the server to limit its body; none: no such
    /// route.
    [[nodiscard]] std::optional<RouteOptions> options_of(const Request& request) const;
    /// The whole answer; to HEAD with `Content-Length` and without content. The server cancels it at the route's deadline, and
    /// the answer is `timed_out`. Never throws but for cancellation.
    [[nodiscard]] Task<Response> dispatch(Request request) const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace instante::http
