#include "http/part_header.hpp"

#include <algorithm>
#include <utility>

#include "core/text.hpp"
#include "http/media_type.hpp"
#include "http/uri.hpp"

namespace instante::http {
namespace {

constexpr std::string_view line_end = "\r\n";

core::Error refused(std::string detail) {
    return core::Error{core::malformed}.with_detail(std::move(detail));
}

/// `UTF-8''na%C3%AFve.jpg` (RFC 8187 §3.2). RFC 7578 forbids it in forms, but some clients send it.
std::optional<std::string> parse_extended(std::string_view text) {
    const auto charset_end = text.find('\'');
    const auto language_end = text.find('\'', charset_end + 1);
    if (charset_end == std::string_view::npos || language_end == std::string_view::npos) return std::nullopt;
    if (!same_name(text.substr(0, charset_end), "UTF-8")) return std::nullopt;
    return percent_decode(text.substr(language_end + 1));
}

Result<void> take_disposition(std::string_view value, PartHeader& header) {
    const auto disposition = parse_media_type(value);
    if (!disposition || disposition->essence != "form-data") return refused("A part's Content-Disposition is not form-data.");
    const auto name = disposition->parameter("name");
    if (!name || name->empty()) return refused("A part has no name.");
    header.name = *name;
    if (const auto filename = disposition->parameter("filename")) header.filename = *filename;
    if (const auto extended = disposition->parameter("filename*")) {
        if (auto filename = parse_extended(*extended)) header.filename = std::move(*filename);
    }
    return {};
}

Result<void> take_line(std::string_view line, PartHeader& header) {
    const auto colon = line.find(':');
    const bool is_folded = line.starts_with(' ') || line.starts_with('\t');
    if (colon == std::string_view::npos || colon == 0 || is_folded ||
        line.find_first_of(std::string_view{"\r\n\0", 3}) != std::string_view::npos) {
        return refused("A part's header cannot be read.");
    }
    const auto name = line.substr(0, colon);
    const auto value = core::trim(line.substr(colon + 1));
    if (same_name(name, "Content-Disposition")) return take_disposition(value, header);
    if (same_name(name, "Content-Type")) header.content_type = value;
    return {};
}

}  // namespace

Result<PartHeader> parse_part_header(std::string_view lines) {
    PartHeader header;
    while (!lines.empty()) {
        const auto line = lines.substr(0, lines.find(line_end));
        lines.remove_prefix(std::min(line.size() + line_end.size(), lines.size()));
        const auto taken = take_line(line, header);
        if (!taken) return taken.error();
    }
    if (header.name.empty()) return refused("A part has no Content-Disposition.");
    return header;
}

}  // namespace instante::http
