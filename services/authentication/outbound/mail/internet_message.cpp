#include "authentication/outbound/mail/internet_message.hpp"

#include <algorithm>
#include <array>
#include <ctime>
#include <string_view>

#include "core/encoding.hpp"

namespace instante::authentication {

namespace {

constexpr std::string_view end = "\r\n";

/// RFC 4648 §4.
std::string base64(std::string_view text) {
    auto encoded = core::base64url_encode(text);
    std::replace(encoded.begin(), encoded.end(), '-', '+');
    std::replace(encoded.begin(), encoded.end(), '_', '/');
    encoded.resize((encoded.size() + 3) / 4 * 4, '=');
    return encoded;
}

bool is_plain(char c) {
    return c >= ' ' && c <= '~';
}

/// A header's text as one line: encoded words of at most 75 characters (RFC 2047 §2), none of which cuts a character.
std::string header_text(std::string text) {
    for (char& c : text)
        if ((c >= 0 && c < ' ') || c == 0x7F) c = ' ';
    if (std::all_of(text.begin(), text.end(), is_plain) && text.find("=?") == std::string::npos) return text;
    constexpr std::size_t piece_bytes = 42;
    std::string line;
    for (std::size_t at = 0; at < text.size();) {
        auto size = std::min(piece_bytes, text.size() - at);
        while (at + size < text.size() && (static_cast<unsigned char>(text[at + size]) & 0xC0) == 0x80) --size;
        if (!line.empty()) line += "\r\n ";
        line += "=?UTF-8?B?" + base64(std::string_view{text}.substr(at, size)) + "?=";
        at += size;
    }
    return line;
}

/// RFC 5322 §3.3.
std::string date_text(core::Timestamp now) {
    const std::time_t seconds = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
    std::tm parts{};
    ::gmtime_r(&seconds, &parts);
    std::array<char, 64> text{};
    const auto size = std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S +0000", &parts);
    return {text.data(), size};
}

void append_header(std::string& out, std::string_view name, std::string_view value) {
    out.append(name).append(": ").append(value).append(end);
}

/// `text` with its lines ended as mail ends them.
void append_lines(std::string& out, std::string_view text) {
    for (const char c : text) {
        if (c == '\n') out.push_back('\r');
        if (c != '\r') out.push_back(c);
    }
}

/// `text` in quoted-printable: blanks at the end of a line are written out, longer lines broken.
void append_quoted_printable(std::string& out, std::string_view text) {
    constexpr std::size_t longest = 75;  // and the `=` of a break
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::size_t column = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '\r') continue;
        if (c == '\n') {
            out.append(end);
            column = 0;
            continue;
        }
        const bool is_last = i + 1 == text.size() || text[i + 1] == '\n' || text[i + 1] == '\r';
        const bool stands = (is_plain(c) && c != '=' && c != ' ') || (c == ' ' && !is_last);
        const std::size_t width = stands ? 1 : 3;
        if (column + width > longest) {
            out.append("=").append(end);
            column = 0;
        }
        column += width;
        if (stands) {
            out.push_back(c);
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        out.append({'=', digits[byte >> 4U], digits[byte & 15U]});
    }
}

void append_part(std::string& out, const std::string& boundary, std::string_view type, std::string_view content,
                 TextEncoding encoding) {
    const bool is_plain_text = encoding == TextEncoding::eight_bit;
    out.append("--").append(boundary).append(end);
    append_header(out, "Content-Type", std::string{type} + "; charset=utf-8");
    append_header(out, "Content-Transfer-Encoding", is_plain_text ? "8bit" : "quoted-printable");
    out.append(end);
    if (is_plain_text) {
        append_lines(out, content);
    } else {
        append_quoted_printable(out, content);
    }
    out.append(end);
}

}  // namespace

std::string header_address(std::string_view address) {
    std::string safe;
    for (const char c : address)
        if (c > ' ' && c <= '~' && c != '<' && c != '>' && c != ',') safe.push_back(c);
    return safe;
}

std::string internet_message(const Mail& mail, const std::string& sender, core::Timestamp now, TextEncoding encoding) {
    const auto id = header_address(mail.id);
    const auto boundary = "=_instante_" + id;
    const auto from = header_address(sender);
    const auto domain = from.substr(from.find('@') + 1);
    std::string out;
    append_header(out, "From", "Instante <" + from + ">");
    append_header(out, "To", "<" + header_address(mail.to) + ">");
    append_header(out, "Subject", header_text(mail.letter.subject));
    append_header(out, "Date", date_text(now));
    append_header(out, "Message-ID", "<" + id + "@" + domain + ">");
    append_header(out, "Auto-Submitted", "auto-generated");
    append_header(out, "MIME-Version", "1.0");
    append_header(out, "Content-Type", "multipart/alternative; boundary=\"" + boundary + "\"");
    out.append(end);
    append_part(out, boundary, "text/plain", mail.letter.text, encoding);
    append_part(out, boundary, "text/html", mail.letter.html, encoding);
    out.append("--").append(boundary).append("--").append(end);
    return out;
}

}  // namespace instante::authentication
