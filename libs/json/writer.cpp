#include "json/writer.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <cstring>

#include "core/text.hpp"

namespace instante::json {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD
constexpr std::uint64_t each_byte = 0x0101'0101'0101'0101u;
constexpr std::uint64_t top_bits = each_byte * 0x80;

/// Whether the eight bytes are printable ASCII without quote and backslash (a "no" may be wrong, a "yes" never is).
bool all_plain(const char* bytes) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes, sizeof word);
    const auto controls = word - each_byte * 0x20;
    const auto quotes = (word ^ (each_byte * '"')) - each_byte;
    const auto backslashes = (word ^ (each_byte * '\\')) - each_byte;
    return ((word | controls | quotes | backslashes) & top_bits) == 0;
}

bool is_plain(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x20 && byte < 0x80 && c != '"' && c != '\\';
}

/// How many bytes from `begin` may be copied as they are.
std::size_t plain_length(std::string_view text, std::size_t begin) {
    auto end = begin;
    while (text.size() - end >= 8 && all_plain(text.data() + end)) end += 8;
    while (end < text.size() && is_plain(text[end])) ++end;
    return end - begin;
}

void append_escape(std::string& out, char c) {
    constexpr std::string_view digits = "0123456789abcdef";
    switch (c) {
        case '"':
            out += "\\\"";
            return;
        case '\\':
            out += "\\\\";
            return;
        case '\b':
            out += "\\b";
            return;
        case '\f':
            out += "\\f";
            return;
        case '\n':
            out += "\\n";
            return;
        case '\r':
            out += "\\r";
            return;
        case '\t':
            out += "\\t";
            return;
        default:
            break;
    }
    out += "\\u00";
    out += digits[static_cast<unsigned char>(c) >> 4];
    out += digits[static_cast<unsigned char>(c) & 0xF];
}

void append_text(std::string& out, std::string_view text) {
    std::size_t at = 0;
    while (at < text.size()) {
        const auto plain = plain_length(text, at);
        out.append(text.substr(at, plain));
        at += plain;
        if (at == text.size()) return;
        if (static_cast<unsigned char>(text[at]) < 0x80) {
            append_escape(out, text[at++]);
            continue;
        }
        const auto point = core::first_code_points(text.substr(at), 1);
        out.append(point.empty() ? replacement : point);
        at += point.empty() ? 1 : point.size();
    }
}

template <class T>
void append_number(std::string& out, T number) {
    std::array<char, 32> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    out.append(digits.data(), end);
}

/// Writes the decimal digits of `number` into the places before `end`.
void put_digits(char* end, unsigned number, int places) {
    for (; places > 0; --places, number /= 10) *--end = static_cast<char>('0' + number % 10);
}

}  // namespace

void Writer::separate() {
    if (comma_) out_ += ',';
    comma_ = true;
}

Writer& Writer::object() {
    separate();
    out_ += '{';
    comma_ = false;
    return *this;
}

Writer& Writer::end_object() {
    out_ += '}';
    comma_ = true;
    return *this;
}

Writer& Writer::array() {
    separate();
    out_ += '[';
    comma_ = false;
    return *this;
}

Writer& Writer::end_array() {
    out_ += ']';
    comma_ = true;
    return *this;
}

Writer& Writer::key(std::string_view name) {
    separate();
    out_ += '"';
    out_ += name;
    out_ += "\":";
    comma_ = false;
    return *this;
}

Writer& Writer::value(std::string_view text) {
    separate();
    out_ += '"';
    append_text(out_, text);
    out_ += '"';
    return *this;
}

Writer& Writer::value(bool truth) {
    return raw(truth ? "true" : "false");
}

Writer& Writer::value(double number) {
    if (!std::isfinite(number)) return null();
    separate();
    append_number(out_, number);
    return *this;
}

Writer& Writer::value(core::Timestamp moment) {
    // As core::to_rfc3339, but in place: lists are full of times.
    const auto day = std::chrono::floor<std::chrono::days>(moment);
    const std::chrono::year_month_day date{day};
    const int year{date.year()};
    if (year < 0 || year > 9999) return value(core::to_rfc3339(moment));
    auto rest = static_cast<unsigned>((moment - day).count());
    std::array<char, 26> text;
    std::memcpy(text.data(), "\"0000-00-00T00:00:00.000Z\"", text.size());
    put_digits(text.data() + 5, static_cast<unsigned>(year), 4);
    put_digits(text.data() + 8, unsigned{date.month()}, 2);
    put_digits(text.data() + 11, unsigned{date.day()}, 2);
    put_digits(text.data() + 24, rest % 1000, 3);
    put_digits(text.data() + 20, (rest /= 1000) % 60, 2);
    put_digits(text.data() + 17, (rest /= 60) % 60, 2);
    put_digits(text.data() + 14, rest / 60, 2);
    return raw({text.data(), text.size()});
}

Writer& Writer::null() {
    return raw("null");
}

Writer& Writer::raw(std::string_view json) {
    separate();
    out_ += json;
    return *this;
}

Writer& Writer::number_value(std::int64_t number) {
    separate();
    append_number(out_, number);
    return *this;
}

Writer& Writer::number_value(std::uint64_t number) {
    separate();
    append_number(out_, number);
    return *this;
}

Writer& Writer::id_value(std::uint64_t id) {
    separate();
    out_ += '"';
    append_number(out_, id);
    out_ += '"';
    return *this;
}

}  // namespace instante::json
