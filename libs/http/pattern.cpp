#include "http/pattern.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace instante::http {
namespace {

PatternSegment parse_segment(std::string_view pattern, std::string_view segment) {
    constexpr std::string_view dots = "...";
    const auto open = segment.find('{');
    if (open == std::string_view::npos) return {.text = segment, .name = {}, .is_rest = false};
    if (segment.back() != '}') refuse_pattern(pattern, "a name ends its segment");
    auto name = segment.substr(open + 1, segment.size() - open - 2);
    const bool is_rest = name.ends_with(dots);
    if (is_rest) name.remove_suffix(dots.size());
    if (name.empty() || name.find_first_of("{}") != std::string_view::npos) refuse_pattern(pattern, "that is no name");
    if (is_rest && open > 0) refuse_pattern(pattern, "the rest begins with its segment");
    return {.text = segment.substr(0, open), .name = name, .is_rest = is_rest};
}

}  // namespace

void refuse_pattern(std::string_view pattern, std::string_view reason) {
    throw std::logic_error(std::string{"route "}.append(pattern).append(": ").append(reason));
}

std::vector<PatternSegment> parse_pattern(std::string_view pattern) {
    if (!pattern.starts_with('/')) refuse_pattern(pattern, "a pattern begins with a slash");
    std::vector<PatternSegment> segments;
    for (std::size_t begin = 1; begin <= pattern.size();) {
        if (!segments.empty() && segments.back().is_rest) refuse_pattern(pattern, "nothing follows the rest");
        const auto end = std::min(pattern.find('/', begin), pattern.size());
        segments.push_back(parse_segment(pattern, pattern.substr(begin, end - begin)));
        begin = end + 1;
    }
    return segments;
}

}  // namespace instante::http
