#include "notification/outbound/fcm/message.hpp"

#include <charconv>
#include <optional>

#include "json/reader.hpp"
#include "json/writer.hpp"

namespace instante::notification {
namespace {

/// What Google says of a failure (google.rpc.Status).
struct Failure {
    std::string status;      ///< `NOT_FOUND`
    std::string error_code;  ///< FcmError's, e.g. `UNREGISTERED`
    bool names_token = false;
};

void read_detail(json::Object detail, Failure& failure) {
    if (auto code = detail.optional_string("errorCode")) failure.error_code = std::move(*code);
    for (auto& violation : detail.optional_objects("fieldViolations"))
        failure.names_token = failure.names_token || violation.optional_string("field") == "message.token";
}

std::optional<Failure> failure_of(const http::ClientResponse& response) {
    auto document = json::Document::parse(response.content);
    if (!document) return std::nullopt;
    auto error = document->root().optional_object("error");
    if (!error) return std::nullopt;
    Failure failure;
    failure.status = error->optional_string("status").value_or("");
    const auto message = error->optional_string("message").value_or("");
    failure.names_token = message.find("registration token") != std::string::npos;
    for (auto& detail : error->optional_objects("details")) read_detail(detail, failure);
    return failure;
}

/// `Retry-After` in seconds; as a date it is passed over, and our own back-off holds.
std::optional<std::chrono::seconds> retry_after(const http::ClientResponse& response) {
    const auto field = response.headers.find("Retry-After");
    if (!field) return std::nullopt;
    std::uint32_t seconds = 0;
    const auto [end, failed] = std::from_chars(field->data(), field->data() + field->size(), seconds);
    if (failed != std::errc{} || end != field->data() + field->size()) return std::nullopt;
    return std::chrono::seconds{seconds};
}

std::string reason_of(const http::ClientResponse& response, const std::optional<Failure>& failure) {
    auto reason = "FCM answered " + std::to_string(response.status);
    if (!failure) return reason;
    if (!failure->status.empty()) reason.append(" ").append(failure->status);
    if (!failure->error_code.empty() && failure->error_code != failure->status) reason.append(" ").append(failure->error_code);
    return reason;
}

/// A 404 is the device's only if FCM says so, or nothing: an error page is somebody else's, and no reason to forget devices.
bool is_gone(const http::ClientResponse& response, const std::optional<Failure>& failure) {
    if (failure && failure->error_code == "UNREGISTERED") return true;
    if (response.status == 404) return failure.has_value() || response.content.empty();
    return response.status == 400 && failure && failure->names_token;
}

}  // namespace

std::string render_fcm_message(const PushMessage& message, const AbsoluteUrl& url) {
    const auto id = core::to_string(message.notification);
    std::string body;
    body.reserve(768);
    json::Writer out{body};
    out.object().key("message").object().field("token", message.token);
    out.key("notification").object().field("title", message.title);
    if (!message.body.empty()) out.field("body", message.body);
    if (!message.image.empty()) out.field("image", url(message.image));
    out.end_object();
    out.key("data").object().field("notification_id", id).field("type", to_string(message.type)).field("actor", message.actor);
    if (message.publication) out.field("publication", *message.publication);
    out.end_object();
    out.key("android").object().key("notification").object().field("tag", id).end_object().end_object();
    out.key("apns").object().key("headers").object().field("apns-collapse-id", id).end_object().end_object();
    out.end_object().end_object();
    return body;
}

PushAnswer judge_fcm_answer(const http::ClientResponse& response) {
    const auto status = response.status;
    if (status >= 200 && status < 300) return Delivered{};
    const auto failure = failure_of(response);
    if (is_gone(response, failure)) return DeviceGone{};
    auto reason = reason_of(response, failure);
    const bool is_final = status == 400 || status == 403;
    if (is_final) return Refused{std::move(reason)};
    return NotNow{retry_after(response), std::move(reason)};
}

}  // namespace instante::notification
