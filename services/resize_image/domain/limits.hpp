#pragma once

#include <cstddef>
#include <cstdint>

#include "core/units.hpp"
#include "resize_image/domain/extent.hpp"

namespace instante::resize_image {

/// No publication has more, whatever is set: neither the messages nor those who read them take more.
inline constexpr std::size_t most_images = 10;
/// Of a publication's text, and of what a photo shows; in code points.
inline constexpr std::size_t text_limit = 2'200;

/// No picture's side is longer: more does not fit into a JPEG, and what is made of a strip grows with its length.
inline constexpr std::uint32_t longest_original_side = 65'535;

/// What one upload may be (`--max-image-bytes`, `--max-image-pixels`, `--max-images`).
struct Limits {
    core::Bytes bytes{30ull << 20};   ///< of one file: 30 MiB
    core::Pixels pixels{80'000'000};  ///< of one picture, before anything is decoded
    std::size_t images_per_publication = most_images;
};

/// Whether a picture of that size is rendered at all.
constexpr bool may_be_rendered(Extent size, core::Pixels most) {
    return pixels(size) <= most && size.width <= longest_original_side && size.height <= longest_original_side;
}

}  // namespace instante::resize_image
