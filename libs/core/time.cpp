#include "core/time.hpp"

#include <array>
#include <charconv>
#include <cstdio>

namespace instante::core {
namespace {

/// Reads exactly `digits` decimal digits from the front of `text` and removes them.
std::optional<int> take_number(std::string_view& text, std::size_t digits) {
    if (text.size() < digits) return std::nullopt;
    int value = 0;
    for (char c : text.substr(0, digits)) {
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + (c - '0');
    }
    text.remove_prefix(digits);
    return value;
}

bool take_char(std::string_view& text, char expected) {
    if (text.empty() || text.front() != expected) return false;
    text.remove_prefix(1);
    return true;
}

std::optional<std::chrono::milliseconds> take_fraction(std::string_view& text) {
    if (!take_char(text, '.')) return std::chrono::milliseconds{0};
    int value = 0;
    int digits = 0;
    while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
        if (digits < 3) value = value * 10 + (text.front() - '0');
        ++digits;
        text.remove_prefix(1);
    }
    if (digits == 0) return std::nullopt;
    for (; digits < 3; ++digits) value *= 10;
    return std::chrono::milliseconds{value};
}

std::optional<std::chrono::minutes> take_offset(std::string_view& text) {
    if (take_char(text, 'Z') || take_char(text, 'z')) return std::chrono::minutes{0};
    const bool west = !text.empty() && text.front() == '-';
    if (!take_char(text, '-') && !take_char(text, '+')) return std::nullopt;
    auto hours = take_number(text, 2);
    if (!hours || *hours > 23 || !take_char(text, ':')) return std::nullopt;
    auto minutes = take_number(text, 2);
    if (!minutes || *minutes > 59) return std::nullopt;
    auto offset = std::chrono::hours{*hours} + std::chrono::minutes{*minutes};
    return west ? -offset : offset;
}

}  // namespace

std::string to_rfc3339(Timestamp moment) {
    const auto day = std::chrono::floor<std::chrono::days>(moment);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss time{moment - day};
    std::array<char, 32> text{};
    const int length = std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", int{date.year()},
                                     unsigned{date.month()}, unsigned{date.day()}, int(time.hours().count()),
                                     int(time.minutes().count()), int(time.seconds().count()), int(time.subseconds().count()));
    return {text.data(), static_cast<std::size_t>(length)};
}

std::optional<Timestamp> parse_rfc3339(std::string_view text) {
    auto year = take_number(text, 4);
    if (!year || !take_char(text, '-')) return std::nullopt;
    auto month = take_number(text, 2);
    if (!month || !take_char(text, '-')) return std::nullopt;
    auto day = take_number(text, 2);
    if (!day || (!take_char(text, 'T') && !take_char(text, 't'))) return std::nullopt;
    auto hour = take_number(text, 2);
    if (!hour || *hour > 23 || !take_char(text, ':')) return std::nullopt;
    auto minute = take_number(text, 2);
    if (!minute || *minute > 59 || !take_char(text, ':')) return std::nullopt;
    auto second = take_number(text, 2);
    if (!second || *second > 60) return std::nullopt;
    auto fraction = take_fraction(text);
    if (!fraction) return std::nullopt;
    auto offset = take_offset(text);
    if (!offset || !text.empty()) return std::nullopt;

    const std::chrono::year_month_day date{std::chrono::year{*year}, std::chrono::month(unsigned(*month)),
                                           std::chrono::day(unsigned(*day))};
    if (!date.ok()) return std::nullopt;
    return Timestamp{std::chrono::sys_days{date} + std::chrono::hours{*hour} + std::chrono::minutes{*minute} +
                     std::chrono::seconds{*second} + *fraction - *offset};
}

Timestamp SystemClock::now() const {
    return std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

}  // namespace instante::core
