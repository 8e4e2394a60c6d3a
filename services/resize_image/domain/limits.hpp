#pragma once

#include <cstddef>

#include "core/units.hpp"

namespace instante::resize_image {

/// What one upload may be (`--max-image-bytes`, `--max-image-pixels`).
struct Limits {
    core::Bytes bytes{30ull << 20};   ///< of one file: 30 MiB
    core::Pixels pixels{80'000'000};  ///< of one picture, before anything is decoded
    std::size_t images_per_publication = 10;
};

}  // namespace instante::resize_image
