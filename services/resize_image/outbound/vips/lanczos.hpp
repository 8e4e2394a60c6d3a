#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "resize_image/outbound/vips/picture.hpp"

namespace instante::resize_image {

/// For each pixel of a resized side, which pixels of the original make it up, and in what parts (Lanczos, three lobes). All have
/// as many parts, some of them nought, so that the loops over them are predictable.
class Kernel {
public:
    Kernel(std::uint32_t from, std::uint32_t to);

    /// The first of the original's pixels that make up pixel `to`.
    [[nodiscard]] std::uint32_t first(std::uint32_t to) const { return first_[to]; }
    /// Their weights, which add up to 1.
    [[nodiscard]] std::span<const float> weights(std::uint32_t to) const { return {weights_.data() + to * taps_, taps_}; }
    /// How many they are.
    [[nodiscard]] std::size_t taps() const { return taps_; }

private:
    std::vector<std::uint32_t> first_;
    std::vector<float> weights_;
    std::size_t taps_ = 0;
};

/// Makes the rows of a resized picture.
class Lanczos {
public:
    Lanczos(Extent from, Extent to);

    /// The first of the original's rows that make up row `y`, of which there are `taps`.
    [[nodiscard]] std::uint32_t first_row(std::uint32_t y) const { return down_.first(y); }
    [[nodiscard]] std::size_t taps() const { return down_.taps(); }
    /// Makes row `y` of those.
    void make_row(std::uint32_t y, std::span<const std::uint8_t* const> rows, std::span<std::uint8_t> out);

private:
    Kernel across_;
    Kernel down_;
    std::vector<float> blended_;  ///< one row of the original's width and the resized height
};

/// Resizes a picture that comes row by row, holding no more of it than a row is made of.
class Resizer {
public:
    Resizer(Extent from, Extent to, Ink ink);

    /// Where the next row is to be written, before `push`.
    [[nodiscard]] std::span<std::uint8_t> next_row() { return {held(pushed_), row_bytes_}; }
    /// Takes the row that was written. Called once for each row of the original.
    void push();
    /// The resized picture, once every row was pushed.
    [[nodiscard]] Picture take() { return std::move(out_); }

private:
    std::uint8_t* held(std::size_t y) { return &held_[y % lanczos_.taps() * row_bytes_]; }

    Lanczos lanczos_;
    std::size_t row_bytes_;
    std::vector<std::uint8_t> held_;  ///< the newest rows, in a ring
    std::vector<const std::uint8_t*> rows_;
    std::uint32_t pushed_ = 0;
    std::uint32_t made_ = 0;
    Picture out_;
};

/// `picture` in another size.
Picture resized(const Picture& picture, Extent to);

}  // namespace instante::resize_image
