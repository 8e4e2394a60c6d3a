#include "http/exchange.hpp"

#include <optional>
#include <utility>

#include "http/content_coding.hpp"
#include "telemetry/trace.hpp"

namespace instante::http {
namespace {

/// What is left of a response for HEAD: everything but the content, and its length (RFC 9110 §9.3.2).
void drop_content(Response& response) {
    std::optional<std::uint64_t> length;
    if (const auto* content = std::get_if<std::string>(&response.content)) length = content->size();
    if (const auto* stream = std::get_if<Stream>(&response.content)) length = stream->length;
    if (length && response.status != 204 && response.status != 304) {
        response.headers.set("Content-Length", std::to_string(*length));
    }
    response.content = std::string{};
}

}  // namespace

Exchange begin_exchange(const Request& request) {
    const auto& headers = request.headers;
    Exchange exchange;
    exchange.trace = telemetry::begin_trace(headers.find("X-Request-Id").value_or(""), headers.find("traceparent").value_or(""));
    exchange.method = request.method;
    exchange.origin = headers.find("Origin").value_or("");
    exchange.takes_gzip = accepts_gzip(headers.find("Accept-Encoding").value_or(""));
    return exchange;
}

void finish_response(const Exchange& exchange, const RouterOptions& options, const Cors& cors, Response& response) {
    auto& headers = response.headers;
    if (!headers.has("Cache-Control")) headers.add("Cache-Control", "no-store");
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("X-Request-Id", exchange.trace.request_id);
    if (options.hsts) headers.set("Strict-Transport-Security", "max-age=31536000");
    if (!options.server_name.empty()) headers.set("Server", options.server_name);
    cors.allow(exchange.origin, response);
    if (options.gzip && is_compressible(response)) compress(response, exchange.takes_gzip);
    if (exchange.method == Method::head) drop_content(response);
}

void tell_allowance(const Allowance& allowance, Response& response) {
    if (allowance.limit == 0) return;
    response.headers.set("RateLimit-Limit", std::to_string(allowance.limit));
    response.headers.set("RateLimit-Remaining", std::to_string(allowance.remaining));
    response.headers.set("RateLimit-Reset", std::to_string(allowance.reset.count()));
}

}  // namespace instante::http
