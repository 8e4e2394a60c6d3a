#include "authentication/domain/search.hpp"

#include <algorithm>
#include <bit>

#include "authentication/domain/fold.hpp"

namespace instante::authentication {

namespace {

constexpr std::size_t word_limit = 8;
constexpr std::size_t piece_limit = 32;
constexpr std::size_t piece_size = 3;

bool is_of_a_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
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
    return word.size() >= piece_size ? word : std::string(piece_size - word.size(), '^') + word;
}

}  // namespace

std::vector<std::string> search_words(std::string_view text) {
    auto words = words_of(text);
    if (words.size() > word_limit) words.resize(word_limit);
    return words;
}

std::string search_text(std::string_view username, std::string_view name) {
    std::string text = "^^" + std::string{username};
    for (const auto& word : words_of(name)) text += " ^^" + word;
    return text;
}

bool is_found_by(std::string_view text, const std::vector<std::string>& words) {
    const auto is_in = [text](const std::string& word) { return text.find(marked(word)) != std::string_view::npos; };
    return !words.empty() && std::all_of(words.begin(), words.end(), is_in);
}

std::vector<std::string> search_pieces(const std::vector<std::string>& words) {
    std::vector<std::string> pieces;
    for (const auto& each : words) {
        const auto word = marked(each);
        for (std::size_t at = 0; at + piece_size <= word.size() && pieces.size() < piece_limit; ++at) {
            auto piece = word.substr(at, piece_size);
            if (std::find(pieces.begin(), pieces.end(), piece) == pieces.end()) pieces.push_back(std::move(piece));
        }
    }
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
