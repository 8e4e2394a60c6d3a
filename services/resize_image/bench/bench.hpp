#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "resize_image/domain/rendition_plan.hpp"
#include "resize_image/outbound/vips/encode.hpp"
#include "resize_image/outbound/vips/lanczos.hpp"
#include "resize_image/outbound/vips/mapped_file.hpp"
#include "resize_image/outbound/vips/render.hpp"

/// What the benchmarks of pictures share. Whatever fails ends them.
namespace instante::resize_image::bench {

using Bytes = std::span<const std::uint8_t>;

inline constexpr auto never = Deadline::max();
inline constexpr core::Pixels any_size{std::numeric_limits<std::uint64_t>::max()};

template <class T>
T expect(Result<T> result) {
    if (result) return std::move(*result);
    std::fprintf(stderr, "%s\n", result.error().note().c_str());
    std::exit(1);
}

/// The pictures that renditions are encoded from: 1080, 640 and 320 wide, and the square.
inline std::vector<Picture> all_sizes(Bytes file, const ImageHeader& header) {
    auto [original, picture] = expect(decode_picture(file, header, any_size, never));
    const auto plan = plan_renditions(original);
    std::vector<Picture> sizes;
    sizes.push_back(std::move(picture));
    sizes.push_back(resized(sizes.back(), plan.w640));
    sizes.push_back(resized(sizes.back(), plan.w320));
    sizes.push_back(resized(middle_square(sizes.back()), plan.square));
    return sizes;
}

/// The four JPEG of a photo; their bytes in all.
inline std::size_t render_jpeg_set(Bytes file, const ImageHeader& header) {
    std::size_t bytes = 0;
    for (const auto& picture : all_sizes(file, header)) bytes += expect(encode_jpeg(picture)).size();
    return bytes;
}

}  // namespace instante::resize_image::bench
