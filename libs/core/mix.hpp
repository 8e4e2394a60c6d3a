#pragma once

#include <cstdint>

namespace instante::core {

/// A number whose every bit depends on all bits of `value`, for tables that take some of them: ids that were made in a rhythm
/// differ in few bits, anywhere.
constexpr std::uint64_t mix(std::uint64_t value) {
    constexpr std::uint64_t golden = 0x9E3779B97F4A7C15;
    value *= golden;
    value ^= value >> 32;
    value *= golden;
    return value ^ (value >> 32);
}

}  // namespace instante::core
