#pragma once

#include <cstdint>
#include <span>

#include "core/error.hpp"
#include "resize_image/domain/image_header.hpp"
#include "resize_image/domain/limits.hpp"
#include "resize_image/outbound/vips/source.hpp"
#include "resize_image/ports/renderer.hpp"

namespace instante::resize_image {

/// What everything is cut down from: upright, in sRGB, and of the size that the plan calls its base.
struct Decoded {
    Extent original;  ///< upright
    Picture base;
};

/// The first half of `render_picture`: all that depends on what kind of file it was.
Result<Decoded> decode_picture(std::span<const std::uint8_t> file, const ImageHeader& header, core::Pixels most_pixels,
                               Deadline deadline);

/// Renders the picture whose file is `file`, in this thread: decoded once, cut down from size to size, encoded in every format.
/// Errors: as `Renderer::render`, and `internal` from an encoder.
Result<RenderedImage> render_picture(std::span<const std::uint8_t> file, const ImageHeader& header, core::Pixels most_pixels,
                                     Deadline deadline);

}  // namespace instante::resize_image
