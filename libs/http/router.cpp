#include "http/router.hpp"

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>
#include <exception>
#include <utility>

#include "http/cors.hpp"
#include "http/errors.hpp"
#include "http/exchange.hpp"
#include "http/problem.hpp"
#include "http/route_tree.hpp"
#include "http/uri.hpp"

namespace instante::http {
namespace {

constexpr std::string_view unmatched = "unmatched";

/// Where an exchange led.
struct Outcome {
    const Route* route = nullptr;  ///< none: no handler was asked
    Response response;
    std::optional<core::Error> failure;
    Allowance allowance;

    void fail(core::Error error) {
        response = problem(error);
        failure = std::move(error);
    }
};

/// Counts a request as being answered for as long as it lives.
class InFlight {
public:
    explicit InFlight(telemetry::Gauge& gauge) : gauge_(gauge) { gauge_.add(1); }
    ~InFlight() { gauge_.add(-1); }
    InFlight(const InFlight&) = delete;
    InFlight& operator=(const InFlight&) = delete;

private:
    telemetry::Gauge& gauge_;
};

Result<void> take_parameters(const Route& route, const RouteTree::Match& match, Request& request) {
    request.parameters.reserve(match.count);
    for (std::size_t i = 0; i < match.count; ++i) {
        auto value = decode_parameter(match.values[i]);
        if (!value) return core::Error{core::malformed}.with_detail("The path is not percent-encoded UTF-8.");
        request.parameters.emplace_back(route.names[i], std::move(*value));
    }
    return {};
}

/// Whether a cancellation is the deadline's. The server's clock may have started a moment before ours.
bool is_expired(const Route& route, std::chrono::steady_clock::time_point begin) {
    const auto elapsed = std::chrono::steady_clock::now() - begin;
    return route.options.deadline > std::chrono::milliseconds::zero() && elapsed * 10 >= route.options.deadline * 9;
}

/// The handler's result. What it throws becomes `internal`, but for a cancellation, which passes, unless it is the deadline's.
Task<Result<Response>> call(const Route& route, Request request) {
    const auto begin = std::chrono::steady_clock::now();
    try {
        auto work = route.handler(std::move(request));
        auto result = co_await std::move(work);
        co_return result;
    } catch (const boost::system::system_error& failure) {
        if (failure.code() != boost::asio::error::operation_aborted) co_return core::Error{core::internal, failure.what()};
        if (!is_expired(route, begin)) throw;
        co_return core::Error{core::timed_out, "the route's deadline has passed"};
    } catch (const std::exception& failure) {
        co_return core::Error{core::internal, failure.what()};
    }
}

Response method_not_allowed() {
    return text(405, "application/problem+json",
                R"({"type":"/problems/method-not-allowed","title":"This cannot be done here","status":405})");
}

/// The answer where a path leads somewhere, but no handler takes the method.
Response answer_of_place(const Request& request, const RouteTree::Place& place, const Cors& cors) {
    auto response = request.method == Method::options ? empty(204) : method_not_allowed();
    response.headers.add("Allow", place.allow);
    if (request.method == Method::options && request.headers.has("Access-Control-Request-Method")) {
        cors.allow_preflight(request.headers.find("Origin").value_or(""), place.allow, response);
    }
    return response;
}

/// One line per exchange: its own when it failed on our side, else the access log's. Never the path: it may hold names and
/// secrets.
void log_end(const telemetry::Log& log, const Exchange& exchange, const Outcome& outcome, std::chrono::milliseconds duration) {
    using telemetry::Level;
    const auto status = outcome.response.status;
    const bool is_ours = outcome.failure && status >= 500;
    auto level = status < 400 ? Level::debug : status < 500 ? Level::info : Level::warn;
    if (is_ours && outcome.failure->kind() == core::Kind::internal) level = Level::error;
    if (!log.enabled(level)) return;

    const auto route = outcome.route ? std::string_view{outcome.route->pattern} : unmatched;
    const telemetry::Fields fields{
        {"method", to_string(exchange.method)}, {"route", route}, {"status", status}, {"ms", duration}};
    const auto traced = log.with(exchange.trace);
    if (is_ours) return traced.write(level, "request failed", *outcome.failure, fields);
    traced.write(level, "request", fields);
}

}  // namespace

struct Router::Impl {
    Impl(telemetry::Log& to, telemetry::Metrics& all, RouterOptions chosen)
        : log(to),
          metrics(all),
          options(std::move(chosen)),
          cors(options.cors_origins),
          in_flight(
              metrics.gauge("instante_http_requests_in_flight", "Requests being answered.", {{"service", options.service}})) {
        for (std::size_t i = 0; i <= static_cast<std::size_t>(Method::other); ++i) {
            const std::string method{to_string(static_cast<Method>(i))};
            unmatched_metrics.emplace_back(metrics, options.service, method, std::string{unmatched});
        }
    }

    [[nodiscard]] Allowance admit(const Request& request, const Route* route) const;
    [[nodiscard]] Task<Outcome> answer(Request request) const;
    [[nodiscard]] Task<Response> dispatch(Request request) const;

    telemetry::Log& log;
    telemetry::Metrics& metrics;
    RouterOptions options;
    Cors cors;
    telemetry::Gauge& in_flight;
    std::vector<telemetry::RouteMetrics> unmatched_metrics;  ///< by method
    RouteTree routes;
};

/// What leads nowhere counts too: guessing addresses is calling.
Allowance Router::Impl::admit(const Request& request, const Route* route) const {
    if (!options.limiter) return {};
    return options.limiter->admit(request, route ? route->options.limit : Limit::other);
}

Task<Outcome> Router::Impl::answer(Request request) const {
    const auto match = routes.find(request.path);
    Outcome outcome;
    outcome.route = match.place ? match.place->find(request.method) : nullptr;
    outcome.allowance = admit(request, outcome.route);
    if (!outcome.allowance.granted) {
        outcome.fail(core::Error{rate_limited}.with_retry_after(outcome.allowance.retry_after));
    } else if (!match.place) {
        outcome.fail(core::Error{core::not_found});
    } else if (!outcome.route) {
        outcome.response = answer_of_place(request, *match.place, cors);
    } else if (const auto taken = take_parameters(*outcome.route, match, request); !taken) {
        outcome.fail(taken.error());
    } else {
        auto work = call(*outcome.route, std::move(request));
        auto result = co_await std::move(work);
        if (result) {
            outcome.response = std::move(*result);
        } else {
            outcome.fail(result.error());
        }
    }
    co_return outcome;
}

Task<Response> Router::Impl::dispatch(Request request) const {
    const InFlight counted{in_flight};
    const auto exchange = begin_exchange(request);
    request.trace = exchange.trace;
    auto work = answer(std::move(request));
    auto outcome = co_await std::move(work);

    finish_response(exchange, options, cors, outcome.response);
    tell_allowance(outcome.allowance, outcome.response);
    const auto duration = std::chrono::steady_clock::now() - exchange.begin;
    const auto& measured = outcome.route ? outcome.route->metrics : unmatched_metrics[static_cast<std::size_t>(exchange.method)];
    measured.record(static_cast<unsigned>(outcome.response.status), duration);
    log_end(log, exchange, outcome, std::chrono::duration_cast<std::chrono::milliseconds>(duration));
    co_return std::move(outcome.response);
}

Router::Router(telemetry::Log& log, telemetry::Metrics& metrics, RouterOptions options)
    : impl_(std::make_unique<Impl>(log, metrics, std::move(options))) {}

Router::~Router() = default;

void Router::add(Method method, std::string pattern, Handler handler, RouteOptions options) {
    telemetry::RouteMetrics metrics{impl_->metrics, impl_->options.service, std::string{to_string(method)}, pattern};
    impl_->routes.add(
        method,
        {.pattern = std::move(pattern), .names = {}, .handler = std::move(handler), .options = options, .metrics = metrics});
}

std::optional<RouteOptions> Router::options_of(const Request& request) const {
    const auto match = impl_->routes.find(request.path);
    const auto* route = match.place ? match.place->find(request.method) : nullptr;
    if (!route) return std::nullopt;
    return route->options;
}

Task<Response> Router::dispatch(Request request) const {
    return impl_->dispatch(std::move(request));
}

}  // namespace instante::http
