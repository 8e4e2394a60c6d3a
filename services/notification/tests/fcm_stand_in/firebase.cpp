#include "notification/tests/fcm_stand_in/firebase.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <utility>

#include "http/query.hpp"
#include "json/reader.hpp"
#include "json/writer.hpp"

namespace instante::notification {
namespace {

constexpr std::size_t content_limit = 64 * 1024;
constexpr std::size_t largest_page = 1'000;
constexpr std::string_view bearer = "Bearer granted-";

std::int64_t now_ms() {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

/// google.rpc.Status, with FcmError's code where there is one.
http::Response failure(std::int64_t status, std::string_view error_code) {
    std::string body;
    json::Writer out{body};
    out.object().key("error").object().field("code", status).field("status", error_code.empty() ? "UNKNOWN" : error_code);
    out.key("details").array();
    if (!error_code.empty())
        out.object()
            .field("@type", "type.googleapis.com/google.firebase.fcm.v1.FcmError")
            .field("errorCode", error_code)
            .end_object();
    out.end_array().end_object().end_object();
    return http::json(static_cast<int>(status), std::move(body));
}

/// The device that a message is for; nothing when it is no message.
std::optional<std::string> device_of(std::string_view content) {
    auto document = json::Document::parse(content);
    if (!document) return std::nullopt;
    auto message = document->root().object("message");
    return message ? message->string("token") : std::nullopt;
}

}  // namespace

void Firebase::add_routes(http::Router& router) {
    using http::Method;
    router.add(Method::post, "/token", [this](http::Request request) { return grant(std::move(request)); });
    router.add(Method::post, "/v1/projects/{project}/messages:send",
               [this](http::Request request) { return send(std::move(request)); });
    router.add(Method::post, "/stand-in/plan", [this](http::Request request) { return plan(std::move(request)); });
    router.add(Method::get, "/stand-in/count", [this](http::Request request) { return count(std::move(request)); });
    router.add(Method::get, "/stand-in/messages", [this](http::Request request) { return messages(std::move(request)); });
}

Task<Result<http::Response>> Firebase::grant(http::Request request) {
    auto form = co_await http::read_all(request.body, content_limit);
    if (!form) co_return form.error();
    if (!form->starts_with("grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion="))
        co_return http::json(400, R"({"error":"unsupported_grant_type"})");
    std::string body;
    json::Writer out{body};
    out.object()
        .field("access_token", "granted-" + std::to_string(++grants_))
        .field("token_type", "Bearer")
        .field("expires_in", 3600);
    out.end_object();
    co_return http::json(200, std::move(body));
}

Task<Result<http::Response>> Firebase::send(http::Request request) {
    auto content = co_await http::read_all(request.body, content_limit);
    if (!content) co_return content.error();
    if (!request.headers.find("Authorization").value_or("").starts_with(bearer)) co_return failure(401, "");
    const auto device = device_of(*content);
    if (!device) co_return failure(400, "INVALID_ARGUMENT");
    const auto answer = next_answer(*device);
    if (answer.status == 200) co_return take(std::move(*content));
    auto response = failure(answer.status, answer.error_code);
    if (!answer.retry_after.empty()) response.headers.add("Retry-After", answer.retry_after);
    co_return response;
}

Firebase::Answer Firebase::next_answer(const std::string& token) {
    const auto planned = plan_.find(token);
    if (planned == plan_.end()) return {};
    auto answer = std::move(planned->second.front());
    planned->second.pop_front();
    if (planned->second.empty()) plan_.erase(planned);
    return answer;
}

http::Response Firebase::take(std::string content) {
    taken_.push_back({now_ms(), std::move(content)});
    return http::json(200, R"({"name":"projects/stand-in/messages/)" + std::to_string(taken_.size()) + R"("})");
}

Task<Result<http::Response>> Firebase::plan(http::Request request) {
    auto document = co_await http::read_json(request, content_limit);
    if (!document) co_return document.error();
    auto root = document->root();
    const auto token = root.string("token");
    std::deque<Answer> answers;
    for (auto& each : root.objects("answers")) {
        Answer answer{each.integer("status").value_or(0), each.optional_string("error_code").value_or(""), {}};
        if (const auto seconds = each.optional_integer("retry_after")) answer.retry_after = std::to_string(*seconds);
        answers.push_back(std::move(answer));
    }
    if (auto sound = document->outcome(); !sound) co_return sound.error();
    if (!answers.empty()) plan_[*token] = std::move(answers);
    co_return http::empty(204);
}

Task<Result<http::Response>> Firebase::count(http::Request) {
    std::string body;
    json::Writer out{body};
    out.object().field("messages", taken_.size()).field("grants", grants_);
    out.field("first_at", taken_.empty() ? 0 : taken_.front().at_ms).field("last_at", taken_.empty() ? 0 : taken_.back().at_ms);
    out.end_object();
    co_return http::json(200, std::move(body));
}

Task<Result<http::Response>> Firebase::messages(http::Request request) {
    const auto text = request.query_parameter("after").value_or("0");
    std::size_t after = 0;
    std::from_chars(text.data(), text.data() + text.size(), after);
    std::string body;
    json::Writer out{body};
    out.object().key("messages").array();
    const auto end = std::min(taken_.size(), std::min(after, taken_.size()) + largest_page);
    for (auto i = std::min(after, taken_.size()); i < end; ++i)
        out.object().field("received_at", taken_[i].at_ms).key("content").raw(taken_[i].content).end_object();
    out.end_array().end_object();
    co_return http::json(200, std::move(body));
}

}  // namespace instante::notification
