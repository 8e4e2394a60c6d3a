#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace instante::authentication {

inline constexpr std::size_t username_min = 2;
inline constexpr std::size_t username_max = 30;

/// Whether `text` is `[a-z0-9_][a-z0-9_.]{1,29}` and not all digits (those are ids).
bool is_username(std::string_view text);
/// Whether a username would hide a route or pass for the house's own voice.
bool is_reserved(std::string_view username);

/// `name` brought near the rule: accents removed, lower case, everything between letters and digits one `_`. May be empty, or too
/// short.
std::string fold_to_username(std::string_view name);
/// `folded` with the last digits of `number` behind it (`user` when nothing but digits is left), `digits` of them: free more
/// often the more there are.
std::string with_digits(std::string_view folded, std::uint64_t number, unsigned digits);

}  // namespace instante::authentication
