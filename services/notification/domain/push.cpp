#include "notification/domain/push.hpp"

#include <algorithm>

namespace instante::notification {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds first_delay = 1250ms;
constexpr std::chrono::milliseconds longest_delay = 5min;
constexpr std::chrono::milliseconds longest_wish = 1h;
constexpr int last_doubling = 8;

/// splitmix64's finisher: every bit of the input moves half of the output's.
std::uint64_t mix(std::uint64_t value) {
    value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9ull;
    value = (value ^ (value >> 27)) * 0x94D049BB133111EBull;
    return value ^ (value >> 31);
}

/// Up to a fifth of `delay`.
std::chrono::milliseconds fifth(std::chrono::milliseconds delay, std::uint64_t seed) {
    return std::chrono::milliseconds{delay.count() * static_cast<std::int64_t>(mix(seed) % 1000) / 5000};
}

}  // namespace

std::chrono::milliseconds push_delay(int attempt, std::optional<std::chrono::seconds> wish, std::uint64_t seed) {
    const auto salt = seed + static_cast<std::uint64_t>(attempt);
    const auto doubled = std::min(longest_delay, first_delay * (1 << std::clamp(attempt, 0, last_doubling)));
    const auto own = doubled - fifth(doubled, salt);
    if (!wish) return own;
    const auto wished = std::clamp<std::chrono::milliseconds>(*wish, 0ms, longest_wish);
    return std::max(own, wished + fifth(wished, salt));  // never before the service wishes
}

std::uint64_t seed_of(const PushKey& key) {
    constexpr std::uint64_t prime = 0x100000001B3ull;  // FNV-1a
    std::uint64_t hash = 0xCBF29CE484222325ull;
    for (const char byte : key.token) hash = (hash ^ static_cast<unsigned char>(byte)) * prime;
    return mix(hash ^ key.notification.value);
}

}  // namespace instante::notification
