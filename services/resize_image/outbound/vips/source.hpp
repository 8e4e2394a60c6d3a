#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "core/error.hpp"
#include "resize_image/domain/exif.hpp"
#include "resize_image/domain/extent.hpp"
#include "resize_image/domain/image_header.hpp"
#include "resize_image/outbound/vips/picture.hpp"

namespace instante::resize_image {

using Deadline = std::chrono::steady_clock::time_point;

/// What a decoder knows once it has read a file's header.
struct SourceInfo {
    Extent size;  ///< as stored
    Orientation orientation = Orientation::upright;
    Ink ink = Ink::rgb;
    std::string profile;  ///< the embedded ICC profile; empty when there is none
};

/// A picture being decoded, row by row. One thread at a time.
class Source {
public:
    virtual ~Source() = default;
    [[nodiscard]] virtual const SourceInfo& info() const = 0;
    /// Starts decoding; the picture's size from now on, which may be smaller, but on no side smaller than `least` where the
    /// original is not.
    virtual Result<Extent> start(Extent least) = 0;
    /// Writes the next row: four bytes a pixel, of the ink that `info` says, opacity multiplied in. Errors: `does_not_decode`.
    virtual Result<void> read_row(std::span<std::uint8_t> row) = 0;
    /// Called after the last row: whether the file ended as it should.
    virtual Result<void> finish() = 0;
};

/// By libjpeg-turbo: shrinks on load, stops at `deadline` even inside a progressive scan, and refuses what it would only warn
/// about and fill with grey. `file` must outlive it.
Result<std::unique_ptr<Source>> open_jpeg(std::span<const std::uint8_t> file, Deadline deadline);

/// By libvips: all other containers. `file` must outlive it.
Result<std::unique_ptr<Source>> open_vips(std::span<const std::uint8_t> file, Container container, Deadline deadline);

}  // namespace instante::resize_image
