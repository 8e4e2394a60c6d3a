#include "authentication/domain/fold.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace instante::authentication {

namespace {

/// The code points up to and including `last` (from the entry before) look like `like`.
struct Likeness {
    char32_t last;
    std::string_view like;
};

// U+00C0 to U+017F, in order.
constexpr std::array<Likeness, 50> latin{{
    {0xC5, "a"},  {0xC6, "ae"},  {0xC7, "c"},  {0xCB, "e"},   {0xCF, "i"},  {0xD0, "d"},  {0xD1, "n"},  {0xD6, "o"},
    {0xD7, " "},  {0xD8, "o"},   {0xDC, "u"},  {0xDD, "y"},   {0xDE, "th"}, {0xDF, "ss"}, {0xE5, "a"},  {0xE6, "ae"},
    {0xE7, "c"},  {0xEB, "e"},   {0xEF, "i"},  {0xF0, "d"},   {0xF1, "n"},  {0xF6, "o"},  {0xF7, " "},  {0xF8, "o"},
    {0xFC, "u"},  {0xFD, "y"},   {0xFE, "th"}, {0xFF, "y"},   {0x105, "a"}, {0x10D, "c"}, {0x111, "d"}, {0x11B, "e"},
    {0x123, "g"}, {0x127, "h"},  {0x131, "i"}, {0x133, "ij"}, {0x135, "j"}, {0x138, "k"}, {0x142, "l"}, {0x14B, "n"},
    {0x151, "o"}, {0x153, "oe"}, {0x159, "r"}, {0x161, "s"},  {0x167, "t"}, {0x173, "u"}, {0x175, "w"}, {0x178, "y"},
    {0x17E, "z"}, {0x17F, "s"},
}};

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
    if (more > 0) return strange;
    return code_point;
}

}  // namespace

std::string fold(std::string_view text) {
    std::string folded;
    folded.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const auto code_point = next_code_point(text, at);
        if (code_point >= 0x300 && code_point <= 0x36F) continue;  // a mark over the letter before it
        if (code_point < 0x80) {
            const auto c = static_cast<char>(code_point);
            folded.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
            continue;
        }
        const auto entry =
            std::find_if(latin.begin(), latin.end(), [&](const Likeness& each) { return code_point <= each.last; });
        folded += entry == latin.end() || code_point < 0xC0 ? std::string_view{" "} : entry->like;
    }
    return folded;
}

}  // namespace instante::authentication
