#include "http/uri.hpp"

#include <algorithm>

#include "core/text.hpp"

namespace instante::http {
namespace {

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/// The byte that `text` escapes at `at`; nothing when it escapes none.
std::optional<char> escaped_byte(std::string_view text, std::size_t at) {
    if (at + 2 >= text.size()) return std::nullopt;
    const auto high = hex_value(text[at + 1]);
    const auto low = hex_value(text[at + 2]);
    if (high < 0 || low < 0) return std::nullopt;
    return static_cast<char>(high * 16 + low);
}

std::string decode_form(std::string_view text) {
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+') {
            decoded += ' ';
        } else if (const auto byte = text[i] == '%' ? escaped_byte(text, i) : std::nullopt) {
            decoded += *byte;
            i += 2;
        } else {
            decoded += text[i];
        }
    }
    return decoded;
}

/// Cuts the first `name=value` off `query`.
std::string_view take_pair(std::string_view& query) {
    const auto end = query.find('&');
    const auto pair = query.substr(0, end);
    query = end == std::string_view::npos ? std::string_view{} : query.substr(end + 1);
    return pair;
}

bool is_named(std::string_view pair, std::string_view name) {
    const auto written = pair.substr(0, pair.find('='));
    if (written == name) return true;
    return written.find_first_of("%+") != std::string_view::npos && decode_form(written) == name;
}

}  // namespace

std::optional<std::string> percent_decode(std::string_view text) {
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            decoded += text[i];
            continue;
        }
        const auto byte = escaped_byte(text, i);
        if (!byte) return std::nullopt;
        decoded += *byte;
        i += 2;
    }
    return decoded;
}

std::optional<std::string> decode_parameter(std::string_view text) {
    auto decoded = percent_decode(text);
    const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
    if (!decoded || !core::count_code_points(*decoded) || std::ranges::any_of(*decoded, is_control)) return std::nullopt;
    return decoded;
}

std::optional<std::string> find_in_query(std::string_view query, std::string_view name) {
    while (!query.empty()) {
        const auto pair = take_pair(query);
        if (!is_named(pair, name)) continue;
        const auto equals = pair.find('=');
        return equals == std::string_view::npos ? std::string{} : decode_form(pair.substr(equals + 1));
    }
    return std::nullopt;
}

std::string with_query_parameter(std::string_view query, std::string_view name, std::string_view value) {
    std::string changed;
    changed.reserve(query.size() + name.size() + value.size() + 2);
    while (!query.empty()) {
        const auto pair = take_pair(query);
        if (pair.empty() || is_named(pair, name)) continue;
        changed.append(pair) += '&';
    }
    changed.append(name) += '=';
    changed.append(value);
    return changed;
}

std::string escape_reference(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    constexpr std::string_view forbidden = "\"<>\\^`{|}";
    std::string escaped;
    escaped.reserve(text.size());
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte > 0x20 && byte < 0x7F && forbidden.find(c) == std::string_view::npos) {
            escaped += c;
        } else {
            escaped += '%';
            escaped += digits[byte >> 4];
            escaped += digits[byte & 15];
        }
    }
    return escaped;
}

}  // namespace instante::http
