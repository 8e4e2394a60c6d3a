// The front door of pictures: whatever a file says of itself, what we make of it is within limits.
#include <algorithm>
#include <cstdint>
#include <span>

#include "core/fuzz/require.hpp"
#include "resize_image/domain/colour_profile.hpp"
#include "resize_image/domain/errors.hpp"
#include "resize_image/domain/exif.hpp"
#include "resize_image/domain/image_header.hpp"
#include "resize_image/domain/limits.hpp"
#include "resize_image/domain/rendition_plan.hpp"

namespace instante::resize_image {
namespace {

using fuzz::require;

void check_plan(const ImageHeader& header) {
    const auto plan = plan_renditions(header.size);
    for (const auto name : rendition_names) {
        const auto size = plan.size(name);
        require(size.width >= 1 && size.height >= 1, "a rendition has a size");
        require(size.width <= header.size.width && size.height <= header.size.height, "nothing is enlarged");
        require(std::max(size.width, size.height) <= longest_side, "a rendition fits into a WebP");
    }
    require(shorter_side(plan.base) >= plan.square.width, "the square can be cut from the base");
    const auto memory = rendering_memory(header);
    require(memory.count >= pixels(plan.base).count * 4, "the base is counted");
    require(memory.count < 2ull << 30, "a picture within limits fits into memory");
}

void check_file(std::span<const std::uint8_t> file) {
    const auto header = read_image_header(file);
    if (!header) {
        require(header.error().code() == not_an_image || header.error().code() == does_not_decode, "a refusal says why");
        return;
    }
    require(header->size.width > 0 && header->size.height > 0, "a picture has a size");
    require(header->bits_per_channel >= 1 && header->bits_per_channel <= 16, "channels have 1 to 16 bits");
    require(header->channels >= 1 && header->channels <= 5, "a pixel has 1 to 5 channels");
    if (may_be_rendered(header->size, Limits{}.pixels)) check_plan(*header);
}

}  // namespace
}  // namespace instante::resize_image

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace instante::resize_image;
    check_file({data, size});
    const auto orientation = static_cast<unsigned>(exif_orientation({data, size}));
    instante::fuzz::require(orientation >= 1 && orientation <= 8, "there are eight orientations");
    const std::string_view profile{reinterpret_cast<const char*>(data), size};
    instante::fuzz::require(profile_space(profile).size() <= 4, "a space has four letters");
    static_cast<void>(is_srgb_profile(profile));
    return 0;
}
