#pragma once

#include <cstdint>
#include <span>

namespace instante::resize_image {

/// How a stored picture must be turned to stand upright: the EXIF tag's values 1…8 (CIPA DC-008, tag 0x0112).
enum class Orientation : std::uint8_t {
    upright = 1,
    mirrored = 2,
    upside_down = 3,
    upside_down_mirrored = 4,
    transposed = 5,
    quarter_right = 6,  ///< to be turned by 90° clockwise
    transversed = 7,
    quarter_left = 8,
};

/// Whether turning it swaps width and height.
constexpr bool swaps_sides(Orientation orientation) {
    return orientation >= Orientation::transposed;
}

/// `upright` when `value` is none of 1…8.
constexpr Orientation to_orientation(unsigned value) {
    return value >= 1 && value <= 8 ? static_cast<Orientation>(value) : Orientation::upright;
}

/// The orientation in an EXIF block, which is a TIFF header and what follows it (a JPEG's APP1 segment behind `Exif\0\0`). Only
/// the first directory is read, once, so that directories that point at themselves do no harm. `upright` when there is none or it
/// makes no sense.
Orientation exif_orientation(std::span<const std::uint8_t> tiff);

}  // namespace instante::resize_image
