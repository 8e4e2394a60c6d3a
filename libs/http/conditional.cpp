#include "http/conditional.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <utility>

#include "core/encoding.hpp"
#include "core/text.hpp"
#include "crypto/hash.hpp"

namespace instante::http {
namespace {

std::string_view without_weakness(std::string_view etag) {
    return etag.starts_with("W/") ? etag.substr(2) : etag;
}

/// Cuts the next entity-tag off a list (RFC 9110 §8.8.3: commas may stand inside the quotes); empty at its end, or when it is
/// none.
std::string_view take_etag(std::string_view& list) {
    const auto begin = list.find_first_not_of(" \t,");
    if (begin == std::string_view::npos) return {};
    list.remove_prefix(begin);
    const auto open = list.starts_with("W/") ? std::size_t{2} : std::size_t{0};
    if (open >= list.size() || list[open] != '"') return {};
    const auto close = list.find('"', open + 1);
    if (close == std::string_view::npos) return {};
    const auto etag = list.substr(0, close + 1);
    list.remove_prefix(close + 1);
    return etag;
}

bool names(std::string_view list, std::string_view etag) {
    if (core::trim(list) == "*") return true;
    for (auto next = take_etag(list); !next.empty(); next = take_etag(list)) {
        if (without_weakness(next) == without_weakness(etag)) return true;
    }
    return false;
}

bool is_read(const Request& request) {
    return request.method == Method::get || request.method == Method::head;
}

/// A run of digits; beyond 64 bits the greatest number there is.
std::optional<std::uint64_t> parse_position(std::string_view text) {
    std::uint64_t position = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), position);
    if (end != text.data() + text.size()) return std::nullopt;
    if (failure == std::errc::result_out_of_range) return std::numeric_limits<std::uint64_t>::max();
    if (failure != std::errc{}) return std::nullopt;
    return position;
}

/// `If-Range` (RFC 9110 §13.1.5): only the very same strong tag lets a range through; dates are not ours.
bool range_applies(const Request& request, std::string_view etag) {
    const auto condition = request.headers.find("If-Range");
    if (!condition) return true;
    return core::trim(*condition) == etag && !etag.starts_with("W/");
}

RangeAnswer suffix_range(std::string_view text, std::uint64_t size) {
    const auto length = parse_position(text);
    if (!length) return {};
    if (*length == 0) return {.range = std::nullopt, .unsatisfiable = true};
    if (size == 0) return {};  // satisfiable, but no Content-Range could say it
    const auto taken = std::min(*length, size);
    return {.range = Range{.first = size - taken, .length = taken}, .unsatisfiable = false};
}

RangeAnswer parse_range(std::string_view spec, std::uint64_t size) {
    const auto dash = spec.find('-');
    if (dash == std::string_view::npos) return {};
    if (dash == 0) return suffix_range(spec.substr(1), size);
    const auto first = parse_position(spec.substr(0, dash));
    if (!first) return {};
    auto last = std::numeric_limits<std::uint64_t>::max();
    if (dash + 1 < spec.size()) {
        const auto named = parse_position(spec.substr(dash + 1));
        if (!named || *named < *first) return {};
        last = *named;
    }
    if (*first >= size) return {.range = std::nullopt, .unsatisfiable = true};
    return {.range = Range{.first = *first, .length = std::min(last, size - 1) - *first + 1}, .unsatisfiable = false};
}

}  // namespace

std::string etag_of(std::string_view content) {
    constexpr std::size_t kept_bytes = 12;  // 96 bits: no two contents of ours meet by chance
    return '"' + core::base64url_encode(std::string_view{crypto::sha256(content)}.substr(0, kept_bytes)) + '"';
}

bool not_modified(const Request& request, std::string_view etag) {
    for (std::size_t i = 0; i < request.headers.size(); ++i) {
        if (same_name(request.headers.name(i), "If-None-Match") && names(request.headers.value(i), etag)) return true;
    }
    return false;
}

Response conditional(const Request& request, Response response) {
    if (response.status != 200 || !is_read(request)) return response;
    if (!response.headers.has("ETag")) {
        const auto* content = std::get_if<std::string>(&response.content);
        if (!content) return response;
        response.headers.add("ETag", etag_of(*content));
    }
    if (!not_modified(request, *response.headers.find("ETag"))) return response;

    Response unchanged = empty(304);
    for (std::size_t i = 0; i < response.headers.size(); ++i) {
        // RFC 9110 §15.4.5: what guides caches stays, what describes the content goes.
        const auto name = response.headers.name(i);
        if (!same_name(name.substr(0, 8), "Content-")) unchanged.headers.add(name, response.headers.value(i));
    }
    return unchanged;
}

RangeAnswer range_of(const Request& request, std::uint64_t size, std::string_view etag) {
    constexpr std::string_view unit = "bytes=";
    const auto asked = request.headers.find("Range");
    if (!asked || request.method != Method::get || !range_applies(request, etag)) return {};
    if (core::to_lower_ascii(asked->substr(0, unit.size())) != unit) return {};
    const auto spec = core::trim(asked->substr(unit.size()));
    if (spec.find(',') != std::string_view::npos) return {};
    return parse_range(spec, size);
}

}  // namespace instante::http
