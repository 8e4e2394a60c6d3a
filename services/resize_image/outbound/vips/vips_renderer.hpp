#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "core/error.hpp"
#include "core/units.hpp"
#include "resize_image/domain/limits.hpp"
#include "resize_image/ports/renderer.hpp"

namespace instante::resize_image {

struct RendererOptions {
    std::size_t threads = 1;                       ///< pictures rendered at once, each by one thread
    core::Bytes memory{512ull << 20};              ///< that all of them may use (`--image-memory`): work is admitted by it
    core::Bytes most_of_one{UINT64_MAX};           ///< a picture that needs more is refused: not even alone is there room for it
    std::size_t most_waiting = 64;                 ///< pictures waiting for their part of it; one more is refused
    std::chrono::milliseconds time_limit{20'000};  ///< for one picture, once it is begun
    Limits limits{};
};

/// Starts libvips ahead of the first picture that needs it: 20 to 80 ms that block. Errors: `internal`.
Result<void> warm_up_vips();

/// Renders with libjpeg-turbo, libvips and libwebp. Nothing is started before the first picture that needs it. Destroying it
/// finishes what was begun.
std::unique_ptr<Renderer> make_vips_renderer(RendererOptions options);

}  // namespace instante::resize_image
