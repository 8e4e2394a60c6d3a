#include "http/cors.hpp"

#include <algorithm>
#include <utility>

namespace instante::http {

Cors::Cors(std::vector<std::string> origins)
    : origins_(std::move(origins)), any_(std::ranges::find(origins_, "*") != origins_.end()) {}

bool Cors::allows(std::string_view origin) const {
    return any_ || std::ranges::find(origins_, origin) != origins_.end();
}

void Cors::allow(std::string_view origin, Response& response) const {
    if (origins_.empty()) return;
    if (!any_) response.headers.add("Vary", "Origin");
    if (origin.empty() || !allows(origin)) return;
    response.headers.add("Access-Control-Allow-Origin", any_ ? std::string_view{"*"} : origin);
    response.headers.add(
        "Access-Control-Expose-Headers",
        "X-Request-Id, Link, Location, ETag, Retry-After, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset");
}

void Cors::allow_preflight(std::string_view origin, std::string_view allowed_methods, Response& response) const {
    if (origin.empty() || !allows(origin)) return;
    response.headers.add("Access-Control-Allow-Methods", allowed_methods);
    response.headers.add(
        "Access-Control-Allow-Headers",
        "Authorization, Content-Type, Idempotency-Key, If-None-Match, Last-Event-ID, Range, X-Request-Id, traceparent");
    response.headers.add("Access-Control-Max-Age", "7200");  // what Chromium caps it at
}

}  // namespace instante::http
