#include "http/query.hpp"

#include <charconv>
#include <utility>

#include "core/encoding.hpp"
#include "http/errors.hpp"
#include "http/media_type.hpp"
#include "http/uri.hpp"
#include "json/writer.hpp"

namespace instante::http {
namespace {

constexpr std::size_t largest_limit = 100;
constexpr std::size_t list_end_bytes = 64;  // to reserve

std::optional<std::size_t> parse_limit(std::string_view text) {
    std::size_t limit = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), limit);
    if (failure != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    if (limit < 1 || limit > largest_limit) return std::nullopt;
    return limit;
}

bool declares_json(const Request& request) {
    const auto declared = request.headers.find("Content-Type");
    if (!declared) return false;
    const auto type = parse_media_type(*declared);
    return type && is_json(*type);
}

Task<Result<json::Document>> read_document(std::shared_ptr<Body> body, std::size_t limit) {
    auto content = co_await read_all(std::move(body), limit);
    if (!content) co_return content.error();
    if (content->empty()) co_return core::Error{core::malformed}.with_detail("A JSON object is expected as content.");
    co_return json::Document::parse(*content);
}

Task<Result<json::Document>> refuse(core::Error error) {
    co_return error;
}

}  // namespace

Result<Paging> paging(const Request& request) {
    Paging paging;
    if (const auto text = request.query_parameter("limit")) {
        const auto limit = parse_limit(*text);
        if (!limit) return core::Error{core::invalid_fields}.with_fields({{"limit", "out-of-range", "A number from 1 to 100"}});
        paging.limit = *limit;
    }
    if (const auto cursor = request.query_parameter("cursor")) {
        auto key = core::base64url_decode(*cursor);
        if (!key || key->empty()) return core::Error{core::bad_cursor};
        paging.after = std::move(key);
    }
    return paging;
}

Response list(const Request& request, std::string_view items, const std::optional<std::string>& next_key) {
    std::string content;
    content.reserve(list_begin.size() + items.size() + list_end_bytes);
    content.append(list_begin).append(items);
    return end_list(request, std::move(content), next_key);
}

Response end_list(const Request& request, std::string content, const std::optional<std::string>& next_key) {
    content.append(R"(],"next":)");
    if (!next_key) {
        content += "null}";
        return json(200, std::move(content));
    }
    const auto cursor = core::base64url_encode(*next_key);
    content.append("\"").append(cursor).append("\"}");
    auto response = json(200, std::move(content));
    const auto target = request.path + '?' + with_query_parameter(request.query, "cursor", cursor);
    response.headers.add("Link", '<' + escape_reference(target) + R"(>; rel="next")");
    return response;
}

Task<Result<json::Document>> read_json(const Request& request, std::size_t limit) {
    // Not a coroutine itself: nothing of `request` but its shared body crosses a suspension.
    if (declares_json(request)) return read_document(request.body, limit);
    return refuse(core::Error{unsupported_content}.with_detail("Content-Type: application/json is expected."));
}

}  // namespace instante::http
