#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace instante::authentication {

/// `text` (UTF-8) without accents and in lower case: `Ação Ñandú` becomes `acao nandu`, `Ёлка` `елка`, `Άννα` `αννα`. Latin,
/// Greek, Cyrillic, Armenian and Georgian letters, the vowel marks of Hebrew and Arabic, katakana (as hiragana), wide forms;
/// other letters stay as they are. Punctuation beyond ASCII, pictures and what is not UTF-8 become blanks.
std::string fold(std::string_view text);

/// The characters (code points) of a UTF-8 text.
std::vector<std::string_view> characters(std::string_view text);

/// Whether `character` is of a script that puts no blanks between words: Han, kana, Hangul.
bool stands_alone(std::string_view character);

}  // namespace instante::authentication
