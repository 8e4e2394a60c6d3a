#include "resize_image/outbound/vips/picture.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace instante::resize_image {
namespace {

constexpr unsigned opaque = 255;

/// Where pixel (x, y) of the upright picture lies in the stored one, of width `w` and height `h`.
std::pair<std::uint32_t, std::uint32_t> stored_at(Orientation orientation, std::uint32_t x, std::uint32_t y, std::uint32_t w,
                                                  std::uint32_t h) {
    switch (orientation) {
        case Orientation::upright:
            return {x, y};
        case Orientation::mirrored:
            return {w - 1 - x, y};
        case Orientation::upside_down:
            return {w - 1 - x, h - 1 - y};
        case Orientation::upside_down_mirrored:
            return {x, h - 1 - y};
        case Orientation::transposed:
            return {y, x};
        case Orientation::quarter_right:
            return {y, h - 1 - x};
        case Orientation::transversed:
            return {w - 1 - y, h - 1 - x};
        case Orientation::quarter_left:
            return {w - 1 - y, x};
    }
    return {x, y};
}

}  // namespace

Picture Picture::copy() const {
    Picture same{size_, ink_};
    std::ranges::copy(bytes(), same.bytes().begin());
    return same;
}

Picture upright(Picture stored, Orientation orientation) {
    if (orientation == Orientation::upright) return stored;
    const auto [width, height] = stored.size();
    Picture turned{swaps_sides(orientation) ? transposed(stored.size()) : stored.size(), stored.ink()};
    for (std::uint32_t y = 0; y < turned.size().height; ++y) {
        auto* out = turned.row(y).data();
        for (std::uint32_t x = 0; x < turned.size().width; ++x, out += pixel_bytes) {
            const auto [from_x, from_y] = stored_at(orientation, x, y, width, height);
            std::memcpy(out, stored.row(from_y).data() + from_x * pixel_bytes, pixel_bytes);
        }
    }
    return turned;
}

Picture middle_square(const Picture& picture) {
    const auto side = shorter_side(picture.size());
    const auto left = (picture.size().width - side) / 2;
    const auto top = (picture.size().height - side) / 2;
    Picture square{{side, side}, picture.ink()};
    for (std::uint32_t y = 0; y < side; ++y) {
        const auto from = picture.row(top + y).subspan(left * pixel_bytes, square.row_bytes());
        std::ranges::copy(from, square.row(y).begin());
    }
    return square;
}

void premultiply(std::span<std::uint8_t> rgba) {
    for (std::size_t i = 0; i + 3 < rgba.size(); i += pixel_bytes) {
        const unsigned alpha = rgba[i + 3];
        for (std::size_t c = 0; c < 3; ++c) rgba[i + c] = static_cast<std::uint8_t>((rgba[i + c] * alpha + opaque / 2) / opaque);
    }
}

void unpremultiply(std::span<std::uint8_t> rgba) {
    for (std::size_t i = 0; i + 3 < rgba.size(); i += pixel_bytes) {
        const unsigned alpha = rgba[i + 3];
        if (alpha == opaque) continue;
        for (std::size_t c = 0; c < 3; ++c)
            rgba[i + c] = alpha == 0 ? std::uint8_t{0}
                                     : static_cast<std::uint8_t>(std::min(opaque, (rgba[i + c] * opaque + alpha / 2) / alpha));
    }
}

bool is_opaque(const Picture& rgba) {
    const auto bytes = rgba.bytes();
    for (std::size_t i = 3; i < bytes.size(); i += pixel_bytes)
        if (bytes[i] != opaque) return false;
    return true;
}

Picture on_white(const Picture& rgba) {
    Picture flat = rgba.copy();
    flat.set_ink(Ink::rgb);
    const auto bytes = flat.bytes();
    for (std::size_t i = 0; i + 3 < bytes.size(); i += pixel_bytes) {
        const unsigned paper = opaque - bytes[i + 3];
        for (std::size_t c = 0; c < 3; ++c) bytes[i + c] = static_cast<std::uint8_t>(std::min(opaque, bytes[i + c] + paper));
    }
    return flat;
}

}  // namespace instante::resize_image
