#pragma once

#include <compare>
#include <cstdint>

namespace instante::core {

/// A count of bytes.
struct Bytes {
    std::uint64_t count = 0;
    friend constexpr auto operator<=>(const Bytes&, const Bytes&) = default;
    friend constexpr Bytes operator+(Bytes left, Bytes right) { return {left.count + right.count}; }
};

/// A count of picture elements (width × height).
struct Pixels {
    std::uint64_t count = 0;
    friend constexpr auto operator<=>(const Pixels&, const Pixels&) = default;
};

namespace literals {
constexpr Bytes operator""_KiB(unsigned long long n) {
    return {n << 10};
}
constexpr Bytes operator""_MiB(unsigned long long n) {
    return {n << 20};
}
constexpr Pixels operator""_MP(unsigned long long n) {
    return {n * 1'000'000};
}
}  // namespace literals

}  // namespace instante::core
