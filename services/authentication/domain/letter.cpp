#include "authentication/domain/letter.hpp"

#include <cstdlib>

namespace instante::authentication {

namespace {

/// The words of one letter; `{name}` and `{username}` stand for the person's.
struct Words {
    std::string_view subject;
    std::string_view greeting;
    std::string_view body;
    std::string_view action;  ///< what the link is called; empty: there is none
    std::string_view ending;
};

constexpr Words verification_en{"Confirm your e-mail address", "Hello {name},",
                                "welcome to Instante! Please confirm that this is your e-mail address.", "Confirm my address",
                                "The link works once, within 48 hours. If you did not register, do nothing."};
constexpr Words verification_pt{
    "Confirme seu endereço de e-mail", "Olá, {name}!", "Boas-vindas ao Instante! Confirme que este é o seu endereço de e-mail.",
    "Confirmar meu endereço", "O link vale uma vez, por 48 horas. Se não foi você que se cadastrou, não faça nada."};
constexpr Words change_en{"Confirm your new e-mail address", "Hello {name},",
                          "you asked to use this e-mail address for your account @{username}. Until you confirm it here, the "
                          "old one stays.",
                          "Confirm my new address", "The link works once, within 24 hours. If this was not you, do nothing."};
constexpr Words change_pt{"Confirme seu novo endereço de e-mail", "Olá, {name}!",
                          "Você pediu para usar este endereço de e-mail na sua conta @{username}. Até confirmar aqui, vale o "
                          "antigo.",
                          "Confirmar meu novo endereço", "O link vale uma vez, por 24 horas. Se não foi você, não faça nada."};
constexpr Words notice_en{"Your e-mail address is about to change", "Hello {name},",
                          "somebody who knows your password asked to use another e-mail address for your account @{username}. "
                          "It takes effect once it is confirmed there.",
                          "", "If this was not you, change your password now: it ends all other sessions."};
constexpr Words notice_pt{"Seu endereço de e-mail vai mudar", "Olá, {name}!",
                          "Alguém que sabe a sua senha pediu para usar outro endereço de e-mail na sua conta @{username}. A "
                          "mudança vale quando for confirmada lá.",
                          "", "Se não foi você, troque sua senha agora: isso encerra todas as outras sessões."};
constexpr Words reset_en{"Choose a new password", "Hello {name},",
                         "somebody asked for a new password for your account @{username}.", "Choose a new password",
                         "The link works once, within one hour. If this was not you, do nothing: your password stays."};
constexpr Words reset_pt{"Escolha uma nova senha", "Olá, {name}!", "Alguém pediu uma nova senha para a sua conta @{username}.",
                         "Escolher uma nova senha",
                         "O link vale uma vez, por uma hora. Se não foi você, não faça nada: sua senha continua a mesma."};

const Words& words_of(MailKind kind, bool portuguese) {
    switch (kind) {
        case MailKind::verification:
            return portuguese ? verification_pt : verification_en;
        case MailKind::change:
            return portuguese ? change_pt : change_en;
        case MailKind::change_notice:
            return portuguese ? notice_pt : notice_en;
        case MailKind::reset:
            return portuguese ? reset_pt : reset_en;
    }
    std::abort();
}

/// `text` with the person's names put in.
std::string filled(std::string_view text, const LetterFacts& facts) {
    std::string made;
    while (true) {
        const auto open = text.find('{');
        made += text.substr(0, open);
        if (open == std::string_view::npos) return made;
        const auto close = text.find('}', open);
        made += text.substr(open + 1, close - open - 1) == "name" ? facts.name : facts.username;
        text.remove_prefix(close + 1);
    }
}

std::string text_of(const Words& words, const LetterFacts& facts) {
    std::string text = filled(words.greeting, facts) + "\n\n" + filled(words.body, facts) + "\n\n";
    if (!words.action.empty()) text += std::string{words.action} + ":\n" + facts.link + "\n\n";
    return text + std::string{words.ending} + "\n\nInstante\n";
}

std::string html_of(const Words& words, std::string_view lang, const LetterFacts& given) {
    const LetterFacts facts{escape_html(given.name), escape_html(given.username), escape_html(given.link)};
    std::string html = "<!doctype html>\n<html lang=\"" + std::string{lang} + "\">\n<head><meta charset=\"utf-8\"><title>" +
                       std::string{words.subject} +
                       "</title></head>\n"
                       "<body style=\"font-family:sans-serif;line-height:1.5;max-width:36em;margin:2em auto;padding:0 1em\">\n";
    html += "<p>" + filled(words.greeting, facts) + "</p>\n<p>" + filled(words.body, facts) + "</p>\n";
    if (!words.action.empty()) {
        html += "<p><a href=\"" + facts.link + "\">" + std::string{words.action} + "</a></p>\n";
        html += "<p style=\"word-break:break-all\">" + facts.link + "</p>\n";
    }
    return html + "<p>" + std::string{words.ending} + "</p>\n<p>Instante</p>\n</body>\n</html>\n";
}

}  // namespace

Letter write_letter(MailKind kind, std::string_view lang, const LetterFacts& facts) {
    const bool portuguese = lang == "pt-BR";
    const auto& words = words_of(kind, portuguese);
    return {std::string{words.subject}, text_of(words, facts), html_of(words, portuguese ? "pt-BR" : "en", facts)};
}

std::string escape_html(std::string_view text) {
    std::string escaped;
    escaped.reserve(text.size());
    for (const char c : text) {
        switch (c) {
            case '&':
                escaped += "&amp;";
                break;
            case '<':
                escaped += "&lt;";
                break;
            case '>':
                escaped += "&gt;";
                break;
            case '"':
                escaped += "&quot;";
                break;
            case '\'':
                escaped += "&#39;";
                break;
            default:
                escaped.push_back(c);
        }
    }
    return escaped;
}

}  // namespace instante::authentication
