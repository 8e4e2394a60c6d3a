#include "http/media_type.hpp"

#include "core/text.hpp"

namespace instante::http {
namespace {

void skip_blanks(std::string_view& text) {
    const auto begin = text.find_first_not_of(" \t");
    text.remove_prefix(begin == std::string_view::npos ? text.size() : begin);
}

/// Cuts off what stands before any of `ends`.
std::string_view take_until(std::string_view& text, std::string_view ends) {
    const auto taken = text.substr(0, text.find_first_of(ends));
    text.remove_prefix(taken.size());
    return taken;
}

/// Cuts off a quoted string. Only `\"` and `\\` are escapes: browsers once sent whole Windows paths unescaped.
std::optional<std::string> take_quoted(std::string_view& text) {
    std::string value;
    for (std::size_t i = 1; i < text.size(); ++i) {
        if (text[i] == '"') {
            text.remove_prefix(i + 1);
            return value;
        }
        if (text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == '"' || text[i + 1] == '\\')) ++i;
        value += text[i];
    }
    return std::nullopt;
}

std::optional<std::pair<std::string, std::string>> take_parameter(std::string_view& text) {
    const auto name = core::trim(take_until(text, "=;"));
    if (name.empty() || text.empty() || text.front() != '=') return std::nullopt;
    text.remove_prefix(1);
    skip_blanks(text);
    if (text.empty() || text.front() != '"')
        return std::pair{core::to_lower_ascii(name), std::string{core::trim(take_until(text, ";"))}};
    auto value = take_quoted(text);
    if (!value) return std::nullopt;
    return std::pair{core::to_lower_ascii(name), std::move(*value)};
}

}  // namespace

std::optional<std::string_view> MediaType::parameter(std::string_view name) const {
    for (const auto& [key, value] : parameters) {
        if (key == name) return value;
    }
    return std::nullopt;
}

std::optional<MediaType> parse_media_type(std::string_view text) {
    MediaType type;
    type.essence = core::to_lower_ascii(core::trim(take_until(text, ";")));
    if (type.essence.empty() || type.essence.find_first_of(" \t\",=") != std::string::npos) return std::nullopt;
    for (;;) {
        skip_blanks(text);
        if (text.empty()) return type;
        if (text.front() != ';') return std::nullopt;
        text.remove_prefix(1);
        skip_blanks(text);
        if (text.empty() || text.front() == ';') continue;  // an empty parameter: RFC 9110 §5.6.6 allows it
        auto parameter = take_parameter(text);
        if (!parameter) return std::nullopt;
        type.parameters.push_back(std::move(*parameter));
    }
}

bool is_json(const MediaType& type) {
    if (type.essence != "application/json" && !type.essence.ends_with("+json")) return false;
    const auto charset = type.parameter("charset");
    return !charset || core::to_lower_ascii(*charset) == "utf-8";
}

}  // namespace instante::http
