#pragma once

#include <string_view>
#include <vector>

namespace instante::http {

/// One segment of a route's pattern: `literal`, `text{name}`, or `{name...}`.
struct PatternSegment {
    std::string_view text;  ///< the literal, or what stands before the name
    std::string_view name;  ///< empty: a literal
    bool is_rest = false;
};

/// The segments of `pattern`, views into it. A pattern that cannot be is a bug: std::logic_error.
std::vector<PatternSegment> parse_pattern(std::string_view pattern);

/// Throws std::logic_error for the route of `pattern`.
[[noreturn]] void refuse_pattern(std::string_view pattern, std::string_view reason);

}  // namespace instante::http
