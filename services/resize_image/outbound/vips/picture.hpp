#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "resize_image/domain/exif.hpp"
#include "resize_image/domain/extent.hpp"

namespace instante::resize_image {

/// What the four bytes of a pixel are.
enum class Ink : std::uint8_t {
    rgb,   ///< red, green, blue, and a byte without meaning
    rgba,  ///< red, green and blue, each already multiplied by the opacity, which is the fourth
    cmyk,  ///< 0: no ink
};

inline constexpr std::size_t pixel_bytes = 4;

/// A decoded picture: rows of four bytes a pixel, whatever they are, so that there is one resize and one of everything. It may be
/// megabytes: moved, not copied.
class Picture {
public:
    /// Pixels of `ink` that are still to be written.
    Picture(Extent size, Ink ink)
        : size_(size), ink_(ink), bytes_(std::make_unique_for_overwrite<std::uint8_t[]>(row_bytes() * size.height)) {}

    [[nodiscard]] Extent size() const { return size_; }
    [[nodiscard]] Ink ink() const { return ink_; }
    /// After its pixels were changed into those of another ink.
    void set_ink(Ink ink) { ink_ = ink; }

    [[nodiscard]] std::size_t row_bytes() const { return size_.width * pixel_bytes; }
    [[nodiscard]] std::span<const std::uint8_t> row(std::uint32_t y) const {
        return {bytes_.get() + y * row_bytes(), row_bytes()};
    }
    [[nodiscard]] std::span<std::uint8_t> row(std::uint32_t y) { return {bytes_.get() + y * row_bytes(), row_bytes()}; }
    [[nodiscard]] std::span<const std::uint8_t> bytes() const { return {bytes_.get(), row_bytes() * size_.height}; }
    [[nodiscard]] std::span<std::uint8_t> bytes() { return {bytes_.get(), row_bytes() * size_.height}; }

    [[nodiscard]] Picture copy() const;

private:
    Extent size_;
    Ink ink_;
    std::unique_ptr<std::uint8_t[]> bytes_;
};

/// Turns a stored picture so that it stands upright.
Picture upright(Picture stored, Orientation orientation);

/// The largest square in the middle.
Picture middle_square(const Picture& picture);

/// Multiplies red, green and blue by the opacity, in place.
void premultiply(std::span<std::uint8_t> rgba);
/// The opposite; what is transparent stays black.
void unpremultiply(std::span<std::uint8_t> rgba);
/// Whether all pixels are.
bool is_opaque(const Picture& rgba);
/// The picture laid on white.
Picture on_white(const Picture& rgba);

}  // namespace instante::resize_image
