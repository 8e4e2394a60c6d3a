#include "http/server/refusal.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "http/errors.hpp"
#include "http/problem.hpp"
#include "json/writer.hpp"
#include "telemetry/trace.hpp"

namespace instante::http::server {
namespace {

/// A status that no `core::Kind` stands for.
struct Refusal {
    int status;
    std::string_view slug;
    std::string_view title;
};

constexpr std::array<Refusal, 6> refusals{{
    {408, "request-timeout", "The request did not arrive in time"},
    {414, "uri-too-long", "The address is too long"},
    {417, "expectation-failed", "This expectation cannot be met"},
    {431, "header-too-large", "The header is too large"},
    {501, "not-implemented", "This is not implemented"},
    {505, "version-not-supported", "This version of HTTP is not spoken here"},
}};

Response bare_refusal(const Refusal& refusal) {
    std::string content;
    json::Writer out{content};
    out.object();
    out.field("type", std::string{"/problems/"}.append(refusal.slug));
    out.field("title", refusal.title).field("status", refusal.status);
    out.end_object();
    return text(refusal.status, "application/problem+json", std::move(content));
}

Response response_of(int status) {
    const auto* found = std::ranges::find(refusals, status, &Refusal::status);
    if (found != refusals.end()) return bare_refusal(*found);
    if (status == 400) return problem(core::Error{core::malformed});
    if (status == 413) return problem(core::Error{content_too_large});
    if (status == 503) return problem(core::Error{core::timed_out});
    return problem(core::Error{core::internal});
}

}  // namespace

Response refusal(int status) {
    auto response = response_of(status);
    response.headers.add("Cache-Control", "no-store");
    response.headers.add("X-Content-Type-Options", "nosniff");
    response.headers.add("X-Request-Id", telemetry::new_request_id());
    return response;
}

std::string_view name_of_refusal(int status) {
    const auto* found = std::ranges::find(refusals, status, &Refusal::status);
    if (found != refusals.end()) return found->slug;
    if (status == 400) return "malformed";
    if (status == 413) return "content-too-large";
    if (status == 503) return "timed-out";
    return "internal";
}

}  // namespace instante::http::server
