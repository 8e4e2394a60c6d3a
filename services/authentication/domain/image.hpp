#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "authentication/domain/ids.hpp"
#include "core/units.hpp"

namespace instante::authentication {

/// One size of a picture, as stored under `key`.
struct Rendition {
    std::string name;    ///< `1080`, `640`, `320` or `150`
    std::string format;  ///< `jpeg` or `webp`
    std::uint32_t width_px = 0;
    std::uint32_t height_px = 0;
    core::Bytes size;
    std::string key;

    friend bool operator==(const Rendition&, const Rendition&) = default;
};

/// A picture with all its sizes.
struct Image {
    ImageId id;
    std::uint32_t width_px = 0;
    std::uint32_t height_px = 0;
    std::string blurhash;
    std::string alt;
    std::vector<Rendition> renditions;

    friend bool operator==(const Image&, const Image&) = default;
};

/// The key of the 150 JPEG: the picture beside a name. Empty when there is none.
std::string small_key(const std::optional<Image>& image);
/// The keys of all sizes.
std::vector<std::string> media_keys(const std::optional<Image>& image);

}  // namespace instante::authentication
