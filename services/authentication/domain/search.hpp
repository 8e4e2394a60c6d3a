#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace instante::authentication {

/// What somebody types to find people: its words, folded (accents, case); none: it finds nobody. More than eight are left out.
std::vector<std::string> search_words(std::string_view text);

/// How a person is found: `^^` and each word of their username and name, folded. The marks let the pieces of three characters, of
/// which the index is made, tell where a word begins.
std::string search_text(std::string_view username, std::string_view name);

/// Whether every word is in `text` (of `search_text`): anywhere, those of one or two characters where a word begins.
bool is_found_by(std::string_view text, const std::vector<std::string>& words);

/// The pieces of three characters that a text found by `words` must hold. At most 32.
std::vector<std::string> search_pieces(const std::vector<std::string>& words);

/// How popular so many followers are: exact below 16, from there in steps of an eighth, so that few follows move anybody.
std::uint32_t popularity(std::int64_t followers);
inline constexpr std::uint32_t popularity_limit = 512;

/// Where somebody stands in what is found: the popular first, then who came first.
constexpr std::uint64_t search_place(std::uint32_t popularity, std::uint64_t number) {
    return (std::uint64_t{popularity_limit - 1 - popularity} << 40) | number;
}
constexpr std::uint64_t number_of_place(std::uint64_t place) {
    return place & ((std::uint64_t{1} << 40) - 1);
}

}  // namespace instante::authentication
