#pragma once

#include <string>

#include "core/error.hpp"
#include "resize_image/outbound/vips/picture.hpp"

namespace instante::resize_image {

// Both write pixels and nothing else: there is no metadata to remove, since none is ever handed to an encoder.

/// JPEG of quality 80, 4:2:0; tables made for the picture would take as long again and save 1 % of the bytes. Opacity is laid on
/// white.
Result<std::string> encode_jpeg(const Picture& picture);

/// WebP of quality 78, method 2 of libwebp; opacity is kept.
Result<std::string> encode_webp(const Picture& picture);

}  // namespace instante::resize_image
