#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace instante::http {

/// `text` with `%41` read as `A` (RFC 3986 §2.1); nothing when a `%` is not followed by two hexadecimal digits.
std::optional<std::string> percent_decode(std::string_view text);

/// A path parameter: percent-decoded; nothing also when that is not UTF-8 or holds control characters.
std::optional<std::string> decode_parameter(std::string_view text);

/// The value of the first `name` in `query` (`application/x-www-form-urlencoded`: `+` is a blank, a `%` that escapes nothing
/// stays).
std::optional<std::string> find_in_query(std::string_view query, std::string_view name);

/// `query` with every `name` replaced by one, last: `name=value`. `value` needs no escaping.
std::string with_query_parameter(std::string_view query, std::string_view name, std::string_view value);

/// What may not stand in a URI reference (blanks, `<`, `>`, quotes, controls, bytes beyond ASCII) percent-encoded; the rest
/// stays.
std::string escape_reference(std::string_view text);

}  // namespace instante::http
