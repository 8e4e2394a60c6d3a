#include "resize_image/domain/colour_profile.hpp"

#include <gtest/gtest.h>

#include "resize_image/tests/photo_files.hpp"

namespace instante::resize_image {
namespace {

/// The profile embedded in a JPEG in one piece: it begins 36 bytes before its signature, with its length.
std::string profile_of(std::string_view photo) {
    const auto bytes = photo_bytes(photo);
    const auto begin = bytes.find("acsp") - 36;
    std::size_t length = 0;
    for (std::size_t i = 0; i < 4; ++i) length = length << 8 | static_cast<std::uint8_t>(bytes[begin + i]);
    return bytes.substr(begin, length);
}

TEST(ColourProfile, IsSrgbByItsColoursNotItsName) {
    auto profile = profile_of("hubble.jpg");
    EXPECT_TRUE(is_srgb_profile(profile));
    for (auto at = profile.find("sRGB"); at != std::string::npos; at = profile.find("sRGB")) profile.replace(at, 4, "mine");
    EXPECT_TRUE(is_srgb_profile(profile));
}

TEST(ColourProfile, OfAnotherSpaceIsNotSrgb) {
    for (const auto photo : {"p3.jpg", "adobergb.jpg", "gps.jpg", "cmyk.jpg"})
        EXPECT_FALSE(is_srgb_profile(profile_of(photo))) << photo;
    EXPECT_EQ(profile_space(profile_of("cmyk.jpg")), "CMYK");
}

TEST(ColourProfile, ThatIsCutIsNotSrgb) {
    const auto profile = profile_of("hubble.jpg");
    for (std::size_t length = 0; length < profile.size() - 2100; length += 11)
        EXPECT_FALSE(is_srgb_profile(std::string{profile}.substr(0, length))) << length;
}

}  // namespace
}  // namespace instante::resize_image
