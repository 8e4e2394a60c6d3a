#pragma once

#include <array>

#include "resize_image/domain/extent.hpp"
#include "resize_image/domain/image.hpp"

namespace instante::resize_image {

/// No side of a rendition is longer: more does not fit into a WebP.
inline constexpr std::uint32_t longest_side = 16'383;

/// The sizes of a picture's renditions; each is stored in every format.
struct RenditionPlan {
    Extent w1080;
    Extent w640;
    Extent w320;
    Extent square;
    /// What the others are cut down from: the 1080, or of a strip so narrow that the 1080 is lower than the square, more.
    Extent base;

    [[nodiscard]] Extent size(RenditionName name) const;
};

/// Widths of 1080, 640 and 320, never enlarged, each height rounded and at least 1; a square of min(150, width, height). Neither
/// side of `original`, which is upright, may be 0.
RenditionPlan plan_renditions(Extent original);

}  // namespace instante::resize_image
