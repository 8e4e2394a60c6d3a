#pragma once

#include <string>

#include "core/error.hpp"
#include "resize_image/outbound/vips/picture.hpp"

namespace instante::resize_image {

/// `picture` in sRGB: by the embedded `profile` when there is one that fits, and of inks without one by a common press's. Without
/// a profile, colours are sRGB already and are left alone to the last bit. Errors: `does_not_decode`, only for inks.
Result<Picture> to_srgb(Picture picture, const std::string& profile);

}  // namespace instante::resize_image
