#include "authentication/domain/fold.hpp"

#include <algorithm>
#include <cstdint>

#include "authentication/domain/fold_table.hpp"

namespace instante::authentication {

namespace {

constexpr char32_t strange = 0xFFFD;

/// Reads the code point at `at` and moves on; what is not UTF-8 counts as one strange character.
char32_t next_code_point(std::string_view text, std::size_t& at) {
    const auto byte = [&](std::size_t index) { return static_cast<std::uint8_t>(text[index]); };
    const auto lead = byte(at++);
    if (lead < 0x80) return lead;
    int more = 0;
    if ((lead & 0xE0) == 0xC0) more = 1;
    if ((lead & 0xF0) == 0xE0) more = 2;
    if ((lead & 0xF8) == 0xF0) more = 3;
    if (more == 0) return strange;
    char32_t code_point = lead & (0x3F >> more);
    for (; more > 0 && at < text.size() && (byte(at) & 0xC0) == 0x80; --more)
        code_point = (code_point << 6) | (byte(at++) & 0x3F);
    if (more > 0 || code_point < 0x80) return strange;
    return code_point;
}

void append(std::string& text, char32_t code_point) {
    const auto tail = [&](unsigned shift) { return static_cast<char>(0x80 | ((code_point >> shift) & 0x3F)); };
    if (code_point < 0x80) {
        text += static_cast<char>(code_point);
    } else if (code_point < 0x800) {
        text += {static_cast<char>(0xC0 | (code_point >> 6)), tail(0)};
    } else if (code_point < 0x10000) {
        text += {static_cast<char>(0xE0 | (code_point >> 12)), tail(6), tail(0)};
    } else {
        text += {static_cast<char>(0xF0 | (code_point >> 18)), tail(12), tail(6), tail(0)};
    }
}

void append_folded(std::string& text, char32_t code_point) {
    const auto ends_before = [](const Likeness& each, char32_t wanted) { return each.last < wanted; };
    const auto found = std::lower_bound(likenesses.begin(), likenesses.end(), code_point, ends_before);
    if (found == likenesses.end() || code_point < found->first) return append(text, code_point);
    if (found->step == 0) {
        text += found->like;
    } else if (const auto distance = code_point - found->first; distance % found->step == 0) {
        std::size_t at = 0;
        append(text, next_code_point(found->like, at) + distance);
    } else {
        append(text, code_point);
    }
}

}  // namespace

std::string fold(std::string_view text) {
    std::string folded;
    folded.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const auto code_point = next_code_point(text, at);
        if (code_point >= 0x80) {
            append_folded(folded, code_point);
        } else {
            const auto c = static_cast<char>(code_point);
            folded.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
        }
    }
    return folded;
}

std::vector<std::string_view> characters(std::string_view text) {
    std::vector<std::string_view> found;
    found.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const auto begin = at;
        next_code_point(text, at);
        found.push_back(text.substr(begin, at - begin));
    }
    return found;
}

bool stands_alone(std::string_view character) {
    std::size_t at = 0;
    const auto c = next_code_point(character, at);
    const auto is_between = [c](char32_t first, char32_t last) { return c >= first && c <= last; };
    return is_between(0x3041, 0x30FF) || is_between(0x3400, 0x9FFF) || is_between(0xAC00, 0xD7A3) || is_between(0xF900, 0xFAFF) ||
           is_between(0x20000, 0x3FFFF);
}

}  // namespace instante::authentication
