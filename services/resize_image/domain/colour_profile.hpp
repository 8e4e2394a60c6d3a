#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace instante::resize_image {

/// What an ICC profile describes: `RGB `, `GRAY`, `CMYK`…, the four letters at byte 16 of its header (ICC.1:2022 §7.2). Empty
/// when it is cut.
std::string_view profile_space(std::string_view profile);

/// Whether `profile` is sRGB under whatever name, to within a level: its primaries and curves are compared, for those who write
/// files name the same space in dozens of ways. Pictures that have it need no conversion.
bool is_srgb_profile(std::string_view profile);

}  // namespace instante::resize_image
