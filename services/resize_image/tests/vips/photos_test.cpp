// What tests/photos/README.md says must hold, photo by photo.
#include <gtest/gtest.h>

#include <vector>

#include "resize_image/domain/rendition_plan.hpp"
#include "resize_image/tests/photo_files.hpp"
#include "resize_image/tests/vips/pictures.hpp"

namespace instante::resize_image {
namespace {

/// Every photo below tests/photos, by its path there.
std::vector<std::string> all_photos() {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::recursive_directory_iterator{photo_path("")}) {
        const auto extension = entry.path().extension();
        if (entry.is_regular_file() && extension != ".md" && extension != ".py")
            names.push_back(entry.path().lexically_relative(photo_path("")));
    }
    std::ranges::sort(names);
    return names;
}

class EveryPhoto : public testing::TestWithParam<std::string> {};

TEST_P(EveryPhoto, HasAllEightRenditionsOfThePlannedSizes) {
    const auto image = render_photo(GetParam());
    const auto plan = plan_renditions(image.size);
    ASSERT_EQ(image.renditions.size(), 8u);
    EXPECT_EQ(image.blurhash.size(), 28u);
    for (const auto name : rendition_names) {
        const auto jpeg = decoded(image, name, Format::jpeg);
        const auto webp = decoded(image, name, Format::webp);
        for (const auto format : formats) EXPECT_EQ(find(image, name, format).size, plan.size(name));
        EXPECT_EQ(jpeg.size(), plan.size(name)) << to_string(name);
        EXPECT_EQ(webp.size(), plan.size(name)) << to_string(name);
        // Transparent parts are white in one and black in the other.
        if (GetParam() != "alpha.png") EXPECT_LT(mean_difference(jpeg, webp), 8) << to_string(name);
    }
}

std::string test_name(const testing::TestParamInfo<std::string>& info) {
    std::string name = info.param;
    for (auto& letter : name)
        if (std::isalnum(static_cast<unsigned char>(letter)) == 0) letter = '_';
    return name;
}
INSTANTIATE_TEST_SUITE_P(Photos, EveryPhoto, testing::ValuesIn(all_photos()), test_name);

/// Compares what people see of two pictures.
void expect_alike(const RenderedImage& left, const RenderedImage& right, double tolerance,
                  RenditionName name = RenditionName::w320) {
    for (const auto format : formats)
        EXPECT_LT(mean_difference(decoded(left, name, format), decoded(right, name, format)), tolerance) << to_string(format);
}

void expect_alike(std::string_view left, std::string_view right, double tolerance) {
    SCOPED_TRACE(std::string{left} + " and " + std::string{right});
    expect_alike(render_photo(left), render_photo(right), tolerance);
}

double mean_level(const Picture& picture, std::size_t channel) {
    double sum = 0;
    for (std::size_t i = channel; i < picture.bytes().size(); i += pixel_bytes) sum += picture.bytes()[i];
    return sum / static_cast<double>(pixels(picture.size()).count);
}

/// The JPEG without its colour profile, whose segments are left out.
std::string without_profile(std::string jpeg) {
    for (auto name = jpeg.find("ICC_PROFILE"); name != std::string::npos; name = jpeg.find("ICC_PROFILE")) {
        const auto length =
            static_cast<std::size_t>(static_cast<std::uint8_t>(jpeg[name - 2]) << 8 | static_cast<std::uint8_t>(jpeg[name - 1]));
        jpeg.erase(name - 4, length + 2);
    }
    return jpeg;
}

TEST(Orientation, OfAllEightKindsComesOutUpright) {
    for (char kind = '1'; kind <= '8'; ++kind) {
        const auto photo = std::string{"orientation/coffee-"} + kind + ".jpg";
        EXPECT_EQ(render_photo(photo).size, (Extent{592, 400})) << photo;
        expect_alike("orientation/coffee-1.jpg", photo, 3);
    }
}

TEST(Colours, OfAnEmbeddedProfileAreConverted) {
    expect_alike("p3.jpg", "coffee.jpg", 3);
    // It was made from the numbers of rocket.jpg, without regard to the profile in there.
    expect_alike(render_photo("adobergb.jpg"), render_bytes(without_profile(photo_bytes("rocket.jpg"))).value(), 3);
    const auto red = pixel_at(decoded(render_photo("p3-srgb-red.png"), RenditionName::w320, Format::jpeg), 100, 100);
    EXPECT_GE(red.red, 253);
    EXPECT_LE(red.green, 2);
    EXPECT_LE(red.blue, 2);
}

TEST(Colours, OfPrintersInksAreConvertedAndNotInverted) {
    expect_alike("cmyk.jpg", "chelsea.jpg", 6);
    expect_alike("cmyk-noprofile.jpg", "chelsea.jpg", 6);
}

TEST(Depth, OfSixteenBitsBecomesEightWithoutAShift) {
    const auto deep = render_photo("16bit.png");
    EXPECT_EQ(deep.size, (Extent{400, 267}));
    const auto same = render_photo("coffee.jpg");
    for (std::size_t channel = 0; channel < 3; ++channel)
        EXPECT_NEAR(mean_level(decoded(deep, RenditionName::w320, Format::jpeg), channel),
                    mean_level(decoded(same, RenditionName::w320, Format::jpeg), channel), 1);
}

TEST(Containers, OfOnePhotoLookAlike) {
    expect_alike("progressive.jpg", "hubble.jpg", 0.5);
    expect_alike("yuv444.jpg", "astronaut.jpg", 3);
    expect_alike("rocket.webp", "rocket.jpg", 4);
    expect_alike("coffee.avif", "coffee.jpg", 4);
    expect_alike("coffee.heic", "coffee.jpg", 4);
}

TEST(Opacity, LiesOnWhiteInJpegAndStaysInWebp) {
    const auto image = render_photo("alpha.png");
    const auto jpeg_corner = pixel_at(decoded(image, RenditionName::w320, Format::jpeg), 1, 1);
    EXPECT_GE(std::min({jpeg_corner.red, jpeg_corner.green, jpeg_corner.blue}), 253);
    const auto webp = decoded(image, RenditionName::w320, Format::webp);
    EXPECT_EQ(pixel_at(webp, 1, 1).opacity, 0);
    EXPECT_EQ(pixel_at(webp, 160, 106).opacity, 255);
    const auto cat = pixel_at(decoded(render_photo("chelsea.jpg"), RenditionName::w320, Format::webp), 160, 106);
    EXPECT_NEAR(pixel_at(webp, 160, 106).red, cat.red, 12);
}

TEST(Animations, BecomeTheirFirstFrame) {
    EXPECT_EQ(render_photo("animated.gif").size, (Extent{160, 128}));
    expect_alike("animated.gif", "animated.webp", 8);
}

TEST(Strips, HaveNoRenditionWithoutHeightAndASquareInFullDetail) {
    const auto image = render_photo("panorama.jpg");
    EXPECT_EQ(find(image, RenditionName::w320, Format::jpeg).size, (Extent{320, 6}));
    EXPECT_EQ(find(image, RenditionName::square150, Format::webp).size, (Extent{40, 40}));
}

TEST(SmallPictures, KeepTheirSize) {
    const auto image = render_photo("tiny.jpg");
    EXPECT_EQ(find(image, RenditionName::w1080, Format::jpeg).size, (Extent{64, 48}));
    EXPECT_EQ(find(image, RenditionName::square150, Format::jpeg).size, (Extent{48, 48}));
    EXPECT_EQ(find(image, RenditionName::w1080, Format::webp).content, find(image, RenditionName::w320, Format::webp).content);
}

}  // namespace
}  // namespace instante::resize_image
