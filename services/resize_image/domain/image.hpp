#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/units.hpp"
#include "resize_image/domain/extent.hpp"
#include "resize_image/domain/ids.hpp"

namespace instante::resize_image {

/// Which of the sizes: a width, or a square.
enum class RenditionName : std::uint8_t { w1080, w640, w320, square150 };
inline constexpr std::array rendition_names{RenditionName::w1080, RenditionName::w640, RenditionName::w320,
                                            RenditionName::square150};

enum class Format : std::uint8_t { jpeg, webp };
inline constexpr std::array formats{Format::jpeg, Format::webp};

/// As on the wire: `1080`, `640`, `320`, `150`.
std::string_view to_string(RenditionName name);
/// As on the wire: `jpeg`, `webp`.
std::string_view to_string(Format format);
/// `image/jpeg`, `image/webp`.
std::string_view content_type(Format format);
/// As keys end: `jpg`, `webp`.
std::string_view extension(Format format);

/// One stored size of a picture in one format.
struct Rendition {
    RenditionName name{};
    Format format{};
    Extent size;
    core::Bytes bytes;
    std::string key;

    friend bool operator==(const Rendition&, const Rendition&) = default;
};

/// A picture as the others know it: its renditions, never its original.
struct Image {
    ImageId id;
    Extent size;           ///< of the upright original
    std::string blurhash;  ///< 4×3 components
    std::string alt;       ///< what it shows, in its owner's words; may be empty
    std::vector<Rendition> renditions;

    friend bool operator==(const Image&, const Image&) = default;
};

}  // namespace instante::resize_image
