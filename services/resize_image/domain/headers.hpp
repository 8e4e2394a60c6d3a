#pragma once

#include <optional>
#include <span>

#include "resize_image/domain/image_header.hpp"

namespace instante::resize_image::headers {

// One reader per container, given the whole file. Nothing: the header is cut or senseless.

std::optional<ImageHeader> jpeg(std::span<const std::uint8_t> file);
std::optional<ImageHeader> png(std::span<const std::uint8_t> file);
std::optional<ImageHeader> gif(std::span<const std::uint8_t> file);
std::optional<ImageHeader> webp(std::span<const std::uint8_t> file);
std::optional<ImageHeader> heif(std::span<const std::uint8_t> file, Container container);

/// Which HEIF this is, by the brands of its `ftyp` box; nothing when it is none (a film in MP4 begins alike).
std::optional<Container> heif_container(std::span<const std::uint8_t> file);

}  // namespace instante::resize_image::headers
