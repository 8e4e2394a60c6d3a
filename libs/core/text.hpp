#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace instante::core {

/// How many code points a UTF-8 text has; nothing when it is not UTF-8 (overlong forms and surrogates refused, RFC 3629).
std::optional<std::size_t> count_code_points(std::string_view text);
/// The first `limit` code points of a UTF-8 text.
std::string_view first_code_points(std::string_view text, std::size_t limit);
/// ASCII letters to lower case; other bytes stay.
std::string to_lower_ascii(std::string_view text);
/// Without blanks, tabs and line ends at both sides.
std::string_view trim(std::string_view text);
/// Whether a text holds a control character (U+0000–U+001F but tab and line feed, or U+007F).
bool has_control_characters(std::string_view text);

}  // namespace instante::core
