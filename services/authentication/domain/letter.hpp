#pragma once

#include <string>
#include <string_view>

#include "authentication/domain/mail.hpp"

namespace instante::authentication {

/// A mail's words, in UTF-8.
struct Letter {
    std::string subject;
    std::string text;
    std::string html;
};

/// What the words are filled with.
struct LetterFacts {
    std::string name;      ///< of the person
    std::string username;  ///< theirs
    std::string link;      ///< empty in a notice
};

/// Writes a letter in `lang` (`pt-BR`, else English).
Letter write_letter(MailKind kind, std::string_view lang, const LetterFacts& facts);

/// `text` for the inside of an HTML element or attribute.
std::string escape_html(std::string_view text);

}  // namespace instante::authentication
