#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace instante::authentication {

/// What somebody types to find people: its words, folded (accents, case); none: it finds nobody. More than eight are left out.
std::vector<std::string> search_words(std::string_view text);

/// How a person is found: `^^^` and their username, `^^` and each word of their name. The marks let the pieces of three
/// characters, of which the index is made, tell where a word begins; where a script puts no blanks between words, each of its
/// characters begins one. Whoever changes this or `fold` fills stored indexes anew, by a migration.
std::string search_text(std::string_view username, std::string_view name);

/// Whether every word is in `text` (of `search_text`): anywhere, those of one or two characters where a word begins.
bool is_found_by(std::string_view text, const std::vector<std::string>& words);

/// Pieces of three characters that a text found by `words` must hold, those that tell most: the first and the last of each word,
/// of more than two words the first alone. At most eight.
std::vector<std::string> search_pieces(const std::vector<std::string>& words);

/// All pieces of a text of `search_text` that `search_pieces` may ask for, each once: what an index of pieces keeps of a person.
std::vector<std::string> text_pieces(std::string_view text);

/// The piece that every text of `search_text` holds.
inline constexpr std::string_view everybodys_piece = "^^^";

/// How popular so many followers are: exact below 16, from there in steps of an eighth, so that few follows move anybody.
std::uint32_t popularity(std::int64_t followers);
inline constexpr std::uint32_t popularity_limit = 512;

/// Where somebody stands in what is found: the popular first, then who came first. Even, so that an index can put marks of its
/// own between people.
constexpr std::uint64_t search_place(std::uint32_t popularity, std::uint64_t number) {
    return (std::uint64_t{popularity_limit - 1 - popularity} << 41) | (number << 1);
}
constexpr std::uint64_t number_of_place(std::uint64_t place) {
    return (place & ((std::uint64_t{1} << 41) - 1)) >> 1;
}

}  // namespace instante::authentication
