#include "authentication/domain/search.hpp"

#include <algorithm>
#include <bit>

#include "authentication/domain/fold.hpp"

namespace instante::authentication {

namespace {

constexpr std::size_t word_limit = 8;
constexpr std::size_t words_with_two_pieces = 2;
constexpr std::size_t piece_size = 3;

bool is_of_a_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.' || static_cast<unsigned char>(c) >= 0x80;
}

/// Every word of `text`, folded.
std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> words(1);
    for (const char c : fold(text)) {
        if (is_of_a_word(c))
            words.back().push_back(c);
        else if (!words.back().empty())
            words.emplace_back();
    }
    if (words.back().empty()) words.pop_back();
    return words;
}

/// The word as it is looked for: a short one only where a word begins.
std::string marked(const std::string& word) {
    const auto size = characters(word).size();
    return size >= piece_size ? word : std::string(piece_size - size, '^') + word;
}

/// Adds a word of a name, and a beginning at each of its further characters that stands alone.
void append_word(std::string& text, const std::string& word) {
    text += " ^^" + word;
    const auto all = characters(word);
    for (std::size_t at = 1; at < all.size(); ++at) {
        if (!stands_alone(all[at])) continue;
        text.append(" ^^").append(all[at]);
        if (at + 1 < all.size()) text.append(all[at + 1]);
    }
}

/// The piece of a text whose `characters` are given that begins with the one `at`.
std::string_view piece_at(const std::vector<std::string_view>& all, std::size_t at) {
    const auto& last = all[at + piece_size - 1];
    return {all[at].data(), last.data() + last.size()};
}

}  // namespace

std::vector<std::string> search_words(std::string_view text) {
    auto words = words_of(text);
    if (words.size() > word_limit) words.resize(word_limit);
    return words;
}

std::string search_text(std::string_view username, std::string_view name) {
    std::string text{everybodys_piece};
    text += username;
    for (const auto& word : words_of(name)) append_word(text, word);
    return text;
}

bool is_found_by(std::string_view text, const std::vector<std::string>& words) {
    const auto is_in = [text](const std::string& word) { return text.find(marked(word)) != std::string_view::npos; };
    return !words.empty() && std::all_of(words.begin(), words.end(), is_in);
}

std::vector<std::string> search_pieces(const std::vector<std::string>& words) {
    std::vector<std::string> pieces;
    const auto add = [&](std::string_view piece) {
        if (std::find(pieces.begin(), pieces.end(), piece) == pieces.end()) pieces.emplace_back(piece);
    };
    for (const auto& each : words) {
        const auto word = marked(each);
        const auto all = characters(word);
        add(piece_at(all, 0));
        if (words.size() <= words_with_two_pieces) add(piece_at(all, all.size() - piece_size));
    }
    return pieces;
}

std::vector<std::string> text_pieces(std::string_view text) {
    std::vector<std::string> pieces;
    const auto all = characters(text);
    for (std::size_t at = 0; at + piece_size <= all.size(); ++at) {
        const auto piece = piece_at(all, at);
        if (piece.find(' ') == std::string_view::npos && piece != everybodys_piece) pieces.emplace_back(piece);
    }
    std::ranges::sort(pieces);
    pieces.erase(std::ranges::unique(pieces).begin(), pieces.end());
    return pieces;
}

std::uint32_t popularity(std::int64_t followers) {
    const auto count = static_cast<std::uint64_t>(std::max<std::int64_t>(followers, 0));
    if (count < 16) return static_cast<std::uint32_t>(count);
    const auto width = static_cast<std::uint32_t>(std::bit_width(count));
    const auto step = static_cast<std::uint32_t>((count >> (width - 4)) & 7);
    return 16 + (width - 5) * 8 + step;
}

}  // namespace instante::authentication
