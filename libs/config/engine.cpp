#include "config/engine.hpp"

#include <algorithm>
#include <array>

#include "core/text.hpp"

namespace instante::config {
namespace {

constexpr std::string_view hidden = "***";

bool names_a_secret(std::string_view key) {
    constexpr std::array<std::string_view, 6> words{"pass", "secret", "token", "key", "credential", "auth"};
    const auto lower = core::to_lower_ascii(key);
    return std::ranges::any_of(words, [&](auto word) { return lower.find(word) != std::string::npos; });
}

/// `user:password@host` with the password hidden; a user without a password stays.
std::string hide_password(std::string_view authority) {
    const auto at = authority.rfind('@');
    if (at == std::string_view::npos) return std::string{authority};
    const auto colon = authority.substr(0, at).find(':');
    if (colon == std::string_view::npos) return std::string{authority};
    return std::string{authority.substr(0, colon + 1)}.append(hidden).append(authority.substr(at));
}

std::string hide_values(std::string_view query) {
    std::string out;
    while (true) {
        const auto pair = query.substr(0, query.find('&'));
        const auto equals = pair.find('=');
        if (equals != std::string_view::npos && names_a_secret(pair.substr(0, equals)))
            out.append(pair.substr(0, equals + 1)).append(hidden);
        else
            out.append(pair);
        if (pair.size() == query.size()) return out;
        query.remove_prefix(pair.size() + 1);
        out += '&';
    }
}

}  // namespace

std::string_view Engine::scheme() const {
    return std::string_view{url}.substr(0, url.find(':'));
}

std::string Engine::shown() const {
    const auto start = url.find("://");
    if (start == std::string::npos) return url;
    const std::string_view rest = std::string_view{url}.substr(start + 3);
    const auto authority = rest.substr(0, rest.find_first_of("/?"));
    const auto after = rest.substr(authority.size());
    const auto question = after.find('?');
    std::string out = url.substr(0, start + 3) + hide_password(authority);
    out += after.substr(0, question);
    if (question != std::string_view::npos) out.append("?").append(hide_values(after.substr(question + 1)));
    return out;
}

}  // namespace instante::config
