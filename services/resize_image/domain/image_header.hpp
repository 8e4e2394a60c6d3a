#pragma once

#include <cstdint>
#include <span>

#include "core/error.hpp"
#include "core/units.hpp"
#include "resize_image/domain/extent.hpp"

namespace instante::resize_image {

/// The containers that are accepted.
enum class Container : std::uint8_t { jpeg, png, webp, gif, avif, heic };

/// What a picture's first bytes say about it, before anything of it is decoded. It may lie: decoders check again.
struct ImageHeader {
    Container container{};
    Extent size;  ///< as stored: EXIF orientation is not applied
    std::uint8_t bits_per_channel = 8;
    std::uint8_t channels = 3;
    bool whole = false;  ///< the decoder must hold the whole picture: it cannot hand out rows as it reads them
};

/// Reads the header of a file whose bytes are `file`, going by content alone. Touches little of it, allocates nothing and is safe
/// on any input. Errors: `not_an_image` when it is in none of the formats; `does_not_decode` when it begins as one but its header
/// is cut or senseless.
Result<ImageHeader> read_image_header(std::span<const std::uint8_t> file);

/// About how much memory it takes to decode such a picture and render it: what image work is admitted by.
core::Bytes rendering_memory(const ImageHeader& header);

}  // namespace instante::resize_image
