#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "async/task.hpp"
#include "core/error.hpp"
#include "resize_image/domain/image.hpp"

namespace instante::resize_image {

/// One size of a picture in one format, not stored yet.
struct RenderedRendition {
    RenditionName name{};
    Format format{};
    Extent size;
    std::string content;
};

/// What becomes of an upload: every size in every format, upright, in sRGB, of 8 bits, without any metadata.
struct RenderedImage {
    Extent size;  ///< of the upright original
    std::string blurhash;
    std::vector<RenderedRendition> renditions;
};

/// Decodes what strangers send. Safe from any coroutine of the service.
class Renderer {
public:
    virtual ~Renderer() = default;
    /// Renders the picture in `file`, which may be removed once this ends, however it does: of an animation the first frame,
    /// transparency on white where the format has none. What it is goes by content, never by name. Errors: `not_an_image`,
    /// `too_many_bytes`, `too_many_pixels`, `does_not_decode`; `queue_full`, which says when to try again.
    virtual Task<Result<RenderedImage>> render(std::filesystem::path file) = 0;
};

}  // namespace instante::resize_image
