#include "http/problem.hpp"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

#include "json/writer.hpp"

namespace instante::http {
namespace {

void write_fields(json::Writer& out, const std::vector<core::FieldError>& fields) {
    if (fields.empty()) return;
    out.key("errors").array();
    for (const auto& field : fields) {
        out.object();
        out.field("field", field.field).field("code", field.code).field("message", field.message);
        out.end_object();
    }
    out.end_array();
}

}  // namespace

int status_of(core::Kind kind) {
    switch (kind) {
        case core::Kind::malformed:
            return 400;
        case core::Kind::invalid:
            return 422;
        case core::Kind::unauthenticated:
            return 401;
        case core::Kind::forbidden:
            return 403;
        case core::Kind::not_found:
            return 404;
        case core::Kind::gone:
            return 410;
        case core::Kind::conflict:
            return 409;
        case core::Kind::precondition_failed:
            return 412;
        case core::Kind::too_large:
            return 413;
        case core::Kind::unsupported:
            return 415;
        case core::Kind::rate_limited:
            return 429;
        case core::Kind::unavailable:
        case core::Kind::timed_out:
            return 503;
        case core::Kind::internal:
            return 500;
    }
    return 500;  // not reached: the switch is whole
}

Response problem(const core::Error& error) {
    const auto status = status_of(error.kind());
    std::string content;
    json::Writer out{content};
    out.object();
    out.field("type", std::string{"/problems/"}.append(error.code().slug));
    out.field("title", error.code().title).field("status", status);
    if (const auto detail = error.detail(); !detail.empty()) out.field("detail", detail);
    write_fields(out, error.fields());
    out.end_object();

    auto response = text(status, "application/problem+json", std::move(content));
    if (status == 401) response.headers.add("WWW-Authenticate", "Bearer");
    if (status == 429 || status == 503) {
        const auto delay = std::max(error.retry_after().value_or(std::chrono::seconds{1}), std::chrono::seconds{1});
        response.headers.add("Retry-After", std::to_string(delay.count()));
    }
    return response;
}

}  // namespace instante::http
