#include <algorithm>

#include "blob/blob.hpp"

namespace instante::blob {
namespace {

constexpr std::size_t key_size_limit = 512;
constexpr std::size_t segment_size_limit = 255;  // a file name's (NAME_MAX)

bool is_letter_of_a_key(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
}

bool is_segment(std::string_view segment) {
    if (segment.empty() || segment.size() > segment_size_limit || segment.front() == '.') return false;
    return std::all_of(segment.begin(), segment.end(), is_letter_of_a_key);
}

}  // namespace

bool is_key(std::string_view key) {
    if (key.size() > key_size_limit) return false;
    for (auto slash = key.find('/'); slash != std::string_view::npos; slash = key.find('/')) {
        if (!is_segment(key.substr(0, slash))) return false;
        key.remove_prefix(slash + 1);
    }
    return is_segment(key);
}

}  // namespace instante::blob
