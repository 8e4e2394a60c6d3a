#pragma once

#include <algorithm>
#include <cstdint>

#include "core/units.hpp"

namespace instante::resize_image {

/// Width and height, in pixels.
struct Extent {
    std::uint32_t width = 0;
    std::uint32_t height = 0;

    friend constexpr bool operator==(const Extent&, const Extent&) = default;
};

constexpr core::Pixels pixels(Extent extent) {
    return {std::uint64_t{extent.width} * extent.height};
}
constexpr std::uint32_t shorter_side(Extent extent) {
    return std::min(extent.width, extent.height);
}
constexpr Extent transposed(Extent extent) {
    return {extent.height, extent.width};
}

}  // namespace instante::resize_image
