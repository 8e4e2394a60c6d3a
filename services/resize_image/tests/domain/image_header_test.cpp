#include "resize_image/domain/image_header.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "resize_image/domain/errors.hpp"
#include "resize_image/domain/limits.hpp"
#include "resize_image/tests/photo_files.hpp"

namespace instante::resize_image {
namespace {

using namespace std::string_literals;

ImageHeader header_of(std::string_view name) {
    return read_image_header(as_bytes(photo_bytes(name))).value();
}

core::Code refusal_of(std::string_view bytes) {
    const auto header = read_image_header(as_bytes(bytes));
    return header ? core::Code{} : header.error().code();
}

std::string png_of(std::uint32_t width, std::uint32_t height) {
    std::string png = "\x89PNG\r\n\x1A\n\0\0\0\x0DIHDR"s;
    for (const auto side : {width, height})
        for (int shift = 24; shift >= 0; shift -= 8) png += static_cast<char>(side >> shift & 0xFF);
    return png + "\x08\x06\0\0\0\x12\x34\x56\x78"s;
}

TEST(ImageHeader, TellsContainerAndSizeByContent) {
    struct Case {
        std::string_view photo;
        Container container;
        Extent size;
    };
    for (const auto& [photo, container, size] :
         {Case{"12mp.jpg", Container::jpeg, {4000, 3000}}, Case{"gps.jpg", Container::jpeg, {640, 427}},
          Case{"alpha.png", Container::png, {451, 300}}, Case{"animated.gif", Container::gif, {160, 128}},
          Case{"animated.webp", Container::webp, {160, 128}}, Case{"rocket.webp", Container::webp, {640, 427}},
          Case{"coffee.avif", Container::avif, {600, 400}}, Case{"coffee.heic", Container::heic, {600, 400}}}) {
        const auto header = header_of(photo);
        EXPECT_EQ(header.container, container) << photo;
        EXPECT_EQ(header.size, size) << photo;
    }
}

TEST(ImageHeader, KnowsWhichPicturesMustBeHeldWhole) {
    EXPECT_FALSE(header_of("hubble.jpg").whole);
    EXPECT_TRUE(header_of("progressive.jpg").whole);
    EXPECT_FALSE(header_of("16bit.png").whole);
    EXPECT_TRUE(header_of("coffee.heic").whole);
}

TEST(ImageHeader, KnowsChannelsAndTheirDepth) {
    EXPECT_EQ(header_of("gray.jpg").channels, 1);
    EXPECT_EQ(header_of("cmyk.jpg").channels, 4);
    EXPECT_EQ(header_of("16bit.png").bits_per_channel, 16);
    EXPECT_EQ(header_of("alpha.png").channels, 4);
}

TEST(ImageHeader, OfWhatIsNoPictureIsRefused) {
    for (const auto& file : {""s, "\xFF"s, "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"s, "<!DOCTYPE html>"s, "%PDF-1.7"s,
                             "II*\0\x08\0\0\0"s, "MM\0*"s, "BM"s, "RIFF\0\0\0\0WAVEfmt "s,
                             "\0\0\0\x18"
                             "ftypisom\0\0\0\0isomiso2"s,
                             "\0\0\0\x0CJXL \r\n\x87\n"s})
        EXPECT_EQ(refusal_of(file), not_an_image) << file;
}

TEST(ImageHeader, ThatIsCutOrSenselessDoesNotDecode) {
    for (const auto& file :
         {"\xFF\xD8\xFF"s, "\xFF\xD8\xFF\xE0\0\0"s, "\xFF\xD8\xFF\xD9"s, "\x89PNG\r\n\x1A\n"s, "GIF89a"s, "RIFF\0\0\0\0WEBPjunk"s,
          "\0\0\0\x18"
          "ftypheic\0\0\0\0mif1heic"s})
        EXPECT_EQ(refusal_of(file), does_not_decode) << testing::PrintToString(file);
    EXPECT_EQ(refusal_of(png_of(0, 10)), does_not_decode);
}

TEST(ImageHeader, OfSamplesThatNothingDecodesIsRefused) {
    const auto jpeg = photo_bytes("tiny.jpg");
    const auto frame = jpeg.find("\xFF\xC0");
    const auto png = png_of(9, 9);
    struct Case {
        const std::string& file;
        std::size_t place;
        char value;
    };
    for (const auto& [file, place, value] : {Case{jpeg, frame + 4, 0}, Case{jpeg, frame + 9, 0}, Case{jpeg, frame + 9, 5},
                                             Case{png, 24, 0}, Case{png, 24, 3}, Case{png, 24, 32}}) {
        auto changed = file;
        changed[place] = value;
        EXPECT_EQ(refusal_of(changed), does_not_decode) << place << " " << int{value};
    }
}

TEST(ImageHeader, OfAHugePictureIsReadWithoutHarm) {
    EXPECT_GT(pixels(read_image_header(as_bytes(png_of(65'500, 65'500))).value().size), Limits{}.pixels);
    const auto largest = read_image_header(as_bytes(png_of(0xFFFFFFFF, 0xFFFFFFFF))).value();
    EXPECT_GT(pixels(largest.size), Limits{}.pixels);
}

TEST(ImageHeader, SurvivesEveryCutAndManyChanges) {
    std::mt19937 random{2024};
    for (const auto photo : photos_of_every_container) {
        const auto bytes = photo_bytes(photo).substr(0, 4096);
        for (std::size_t length = 0; length < bytes.size(); length += 7) {
            const auto cut = std::string{bytes}.substr(0, length);
            static_cast<void>(read_image_header(as_bytes(cut)));
        }
        for (int i = 0; i < 500; ++i) {
            auto changed = bytes;
            for (int k = 0; k < 4; ++k) changed[random() % 400 % changed.size()] = static_cast<char>(random());
            const auto header = read_image_header(as_bytes(changed));
            if (header) EXPECT_GT(rendering_memory(*header).count, 0u);
        }
    }
}

TEST(RenderingMemory, GrowsWithWhatTheDecoderMustHold) {
    const ImageHeader streamed{.container = Container::jpeg, .size = {10'000, 8'000}};
    auto whole = streamed;
    whole.whole = true;
    EXPECT_LT(rendering_memory(streamed), (core::Bytes{60'000'000}));
    EXPECT_GT(rendering_memory(whole), (core::Bytes{80'000'000ull * 3 * 2}));
    EXPECT_GE(rendering_memory({.container = Container::png, .size = {1, 1}}), (core::Bytes{4ull << 20}));
}

}  // namespace
}  // namespace instante::resize_image
