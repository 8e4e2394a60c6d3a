#include "authentication/domain/username.hpp"

#include <algorithm>
#include <array>

#include "authentication/domain/fold.hpp"

namespace instante::authentication {

namespace {

constexpr bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
constexpr bool is_letter(char c) {
    return c >= 'a' && c <= 'z';
}
bool all_digits(std::string_view text) {
    return std::all_of(text.begin(), text.end(), is_digit);
}

// Sorted: what stands (or may come to stand) behind /user/, and names that would speak for the house.
constexpr std::array<std::string_view, 68> reserved{
    "about",     "account",     "accounts",     "activity",  "admin",        "administrator", "all",    "api",     "app",
    "assets",    "block",       "deleted",      "device",    "devices",      "disable",       "docs",   "edit",    "everyone",
    "explore",   "feed",        "follow",       "followers", "following",    "forgot",        "health", "healthz", "help",
    "here",      "image",       "images",       "instante",  "login",        "logout",        "me",     "media",   "metrics",
    "moderator", "mute",        "new",          "nobody",    "notification", "notifications", "null",   "oauth",   "official",
    "password",  "publication", "publications", "register",  "requests",     "resend",        "reset",  "root",    "search",
    "security",  "session",     "sessions",     "settings",  "signin",       "staff",         "static", "support", "system",
    "token",     "undefined",   "user",         "users",     "verify",
};
static_assert(std::is_sorted(reserved.begin(), reserved.end()));

}  // namespace

bool is_username(std::string_view text) {
    if (text.size() < username_min || text.size() > username_max || text.front() == '.') return false;
    const auto allowed = [](char c) { return is_letter(c) || is_digit(c) || c == '_' || c == '.'; };
    return std::all_of(text.begin(), text.end(), allowed) && !all_digits(text);
}

bool is_reserved(std::string_view username) {
    return std::binary_search(reserved.begin(), reserved.end(), username);
}

std::string fold_to_username(std::string_view name) {
    std::string folded;
    for (const char c : fold(name)) {
        if (folded.size() == username_max) break;
        if (is_letter(c) || is_digit(c))
            folded.push_back(c);
        else if (!folded.empty() && folded.back() != '_')
            folded.push_back('_');
    }
    while (!folded.empty() && folded.back() == '_') folded.pop_back();
    return folded;
}

std::string with_digits(std::string_view folded, std::uint64_t number, unsigned digits) {
    std::string made{all_digits(folded) ? "user" : folded.substr(0, username_max - digits)};
    std::string tail(digits, '0');
    for (auto place = tail.rbegin(); place != tail.rend(); ++place, number /= 10) *place = static_cast<char>('0' + number % 10);
    return made + tail;
}

}  // namespace instante::authentication
