#include <gtest/gtest.h>

#include "resize_image/tests/photo_files.hpp"
#include "resize_image/tests/vips/pictures.hpp"

namespace instante::resize_image {
namespace {

/// What of a photo's metadata could be found in bytes: its own words, and the marks of the blocks that hold such.
constexpr std::string_view traces[] = {"SECRET",    "SecretCam",       "SN-",     "GPS",       "Exif",        "EXIF",
                                       "XMP ",      "http://ns.adobe", "xmpmeta", "8BIM",      "ICC_PROFILE", "ICCP",
                                       "Photoshop", "Adobe",           "Example", "2015:02:11"};

TEST(Renditions, OfAPhotoFullOfMetadataHoldNoTraceOfIt) {
    const auto original = photo_bytes("gps.jpg");
    for (const auto trace : {"SECRET", "Exif", "ICC_PROFILE", "8BIM"})
        ASSERT_NE(original.find(trace), std::string::npos) << trace;
    for (const auto& rendition : render_photo("gps.jpg").renditions)
        for (const auto trace : traces)
            EXPECT_EQ(rendition.content.find(trace), std::string::npos)
                << trace << " in " << to_string(rendition.name) << " " << to_string(rendition.format);
}

TEST(Renditions, HoldNoSecondPictureAndNoSegmentsButThePicture) {
    for (const auto& rendition : render_photo("gps.jpg").renditions) {
        const std::string_view content = rendition.content;
        if (rendition.format == Format::jpeg) {
            EXPECT_EQ(content.find("\xFF\xD8\xFF", 2), std::string_view::npos) << "an embedded thumbnail";
            for (char segment = '\xE1'; segment <= '\xEF'; ++segment) {
                const char marker[] = {'\xFF', segment};
                EXPECT_EQ(content.substr(0, content.find("\xFF\xDA")).find(std::string_view{marker, 2}), std::string_view::npos);
            }
        } else {
            EXPECT_EQ(content.substr(12, 4), "VP8 ") << "the simple container has no room for anything else";
        }
    }
}

TEST(Renditions, OfOtherContainersHoldNoMetadataEither) {
    for (const auto photo : {"alpha.png", "rocket.webp", "coffee.heic", "coffee.avif", "16bit.png", "animated.webp", "cmyk.jpg"})
        for (const auto& rendition : render_photo(photo).renditions)
            for (const auto trace : {"Exif", "EXIF", "XMP ", "ICCP", "ICC_PROFILE", "acsp"})
                EXPECT_EQ(rendition.content.find(trace), std::string::npos) << trace << " in " << photo;
}

}  // namespace
}  // namespace instante::resize_image
