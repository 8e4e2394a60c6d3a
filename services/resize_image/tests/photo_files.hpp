#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <span>
#include <string>
#include <string_view>

namespace instante::resize_image {

inline std::filesystem::path photo_path(std::string_view name) {
    return std::filesystem::path{INSTANTE_SOURCE_DIR} / "tests/photos" / name;
}

inline std::string photo_bytes(std::string_view name) {
    std::ifstream file{photo_path(name), std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

inline std::span<const std::uint8_t> as_bytes(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

/// The photos of every container, each small.
inline constexpr std::string_view photos_of_every_container[] = {
    "tiny.jpg",    "progressive.jpg", "cmyk-noprofile.jpg", "p3-srgb-red.png", "alpha.png",
    "rocket.webp", "animated.webp",   "animated.gif",       "coffee.avif",     "coffee.heic"};

}  // namespace instante::resize_image
