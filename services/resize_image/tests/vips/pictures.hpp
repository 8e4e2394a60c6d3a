#pragma once

#include <string>
#include <string_view>

#include "resize_image/outbound/vips/picture.hpp"
#include "resize_image/outbound/vips/vips_renderer.hpp"

namespace instante::resize_image {

/// Renders the photo `name` of tests/photos; it must succeed.
RenderedImage render_photo(std::string_view name);
/// Renders a file of `bytes`.
Result<RenderedImage> render_bytes(std::string_view bytes, RendererOptions options = {});

const RenderedRendition& find(const RenderedImage& image, RenditionName name, Format format);

/// What a browser would show of it, decoded by libjpeg or libwebp without any option: four bytes a pixel, opacity not multiplied
/// in.
Picture decoded(const RenderedRendition& rendition);
Picture decoded(const RenderedImage& image, RenditionName name, Format format);

/// The mean difference of the colours of two pictures of one size, in levels of 255.
double mean_difference(const Picture& left, const Picture& right);

struct Pixel {
    int red;
    int green;
    int blue;
    int opacity;
};
Pixel pixel_at(const Picture& picture, std::uint32_t x, std::uint32_t y);

}  // namespace instante::resize_image
