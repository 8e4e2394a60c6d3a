#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "resize_image/domain/extent.hpp"

namespace instante::resize_image {

/// A blurred picture in 28 characters: 4×3 components (https://github.com/woltapp/blurhash/blob/master/Algorithm.md). `rgb` holds
/// `size.width` × `size.height` pixels of three bytes; some 32 × 32 are plenty, and the cost grows with them.
std::string blurhash(std::span<const std::uint8_t> rgb, Extent size);

}  // namespace instante::resize_image
