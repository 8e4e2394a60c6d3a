#include <gtest/gtest.h>

#include <chrono>
#include <random>

#include "resize_image/domain/errors.hpp"
#include "resize_image/tests/photo_files.hpp"
#include "resize_image/tests/vips/pictures.hpp"

namespace instante::resize_image {
namespace {

using namespace std::string_literals;
using std::chrono::steady_clock;

core::Code refusal_of(std::string_view bytes, RendererOptions options = {}) {
    const auto image = render_bytes(bytes, options);
    return image ? core::Code{} : image.error().code();
}

TEST(HostileFiles, InDisguiseAreNoImages) {
    for (const auto& file : {""s, "<?xml version=\"1.0\"?><svg width=\"9\" height=\"9\"/>"s, "<html><script>alert(1)</script>"s,
                             "%PDF-1.7\n1 0 obj"s, "II*\0\x08\0\0\0\0\0\0\0\0\0"s, "MM\0*\0\0\0\x08"s, "#!/bin/sh\n"s})
        EXPECT_EQ(refusal_of(file), not_an_image) << file.substr(0, 20);
}

TEST(HostileFiles, ThatClaimTooManyPixelsAreRefusedBeforeAnythingIsDecoded) {
    auto png = photo_bytes("p3-srgb-red.png");
    png.replace(16, 8, "\0\0\xFF\xDC\0\0\xFF\xDC"s);  // 65,500 × 65,500
    const auto begun = steady_clock::now();
    EXPECT_EQ(refusal_of(png), too_many_pixels);
    EXPECT_LT(steady_clock::now() - begun, std::chrono::seconds{5});  // decoding took 13
}

TEST(HostileFiles, BeyondTheLimitsOfBytesAndPixelsAreTooLarge) {
    RendererOptions few_bytes;
    few_bytes.limits.bytes = {1000};
    EXPECT_EQ(refusal_of(photo_bytes("tiny.jpg"), few_bytes), too_many_bytes);
    RendererOptions few_pixels;
    few_pixels.limits.pixels = {64 * 48 - 1};
    EXPECT_EQ(refusal_of(photo_bytes("tiny.jpg"), few_pixels), too_many_pixels);
}

TEST(HostileFiles, ThatAreCutDoNotDecode) {
    for (const auto photo : photos_of_every_container) {
        const auto whole = photo_bytes(photo);
        // The first frame of an animation may be whole, and be all that is wanted.
        for (const double part :
             photo.starts_with("animated") ? std::initializer_list<double>{0.05} : std::initializer_list<double>{0.3, 0.6, 0.9}) {
            EXPECT_EQ(refusal_of(whole.substr(0, static_cast<std::size_t>(static_cast<double>(whole.size()) * part))),
                      does_not_decode)
                << photo << " " << part;
        }
    }
}

TEST(HostileFiles, OfGarbageBehindAGoodHeaderDoNotDecode) {
    std::mt19937 random{7};
    for (const auto photo : {"tiny.jpg", "p3-srgb-red.png", "rocket.webp"}) {
        auto bytes = photo_bytes(photo);
        for (std::size_t i = 700; i < bytes.size(); ++i) bytes[i] = static_cast<char>(random() | 1);
        EXPECT_EQ(refusal_of(bytes), does_not_decode) << photo;
    }
}

TEST(HostileFiles, WhoseHeaderSaysMoreRowsThanThereAreDoNotDecode) {
    auto jpeg = photo_bytes("tiny.jpg");
    const auto frame = jpeg.find("\xFF\xC0");
    ASSERT_NE(frame, std::string::npos);
    jpeg[frame + 6] = static_cast<char>(200);  // instead of 48
    EXPECT_EQ(refusal_of(jpeg), does_not_decode);
}

TEST(HostileFiles, WithBytesBetweenSegmentsAreMerelyCareless) {
    auto jpeg = photo_bytes("tiny.jpg");
    jpeg.insert(jpeg.find("\xFF\xC0"), 12, '\0');
    EXPECT_EQ(refusal_of(jpeg), core::Code{});
}

TEST(HostileFiles, ThatTakeTooLongAreGivenUp) {
    RendererOptions options;
    options.time_limit = std::chrono::milliseconds{0};
    for (const auto photo : {"progressive.jpg", "hubble.jpg", "16bit.png"})
        EXPECT_EQ(refusal_of(photo_bytes(photo), options), does_not_decode) << photo;
}

TEST(HostileFiles, WithASideBeyondAllMeasureAreTooLarge) {
    for (const auto& size : {"\0\1\0\0\0\0\0\x09"s, "\0\0\0\x96\0\x08\x23\x55"s}) {  // 65,536 × 9, 150 × 533,333
        auto png = photo_bytes("p3-srgb-red.png");
        png.replace(16, 8, size);
        EXPECT_EQ(refusal_of(png), too_many_pixels);
    }
}

TEST(HostileFiles, WhoseScansComeAgainAndAgainAreGivenUp) {
    const auto jpeg = photo_bytes("progressive.jpg");
    const auto begin = jpeg.find("\xFF\xDA");
    const auto scan = jpeg.substr(begin, jpeg.find("\xFF\xC4", begin) - begin);  // up to the tables of the next
    for (const auto& [times, outcome] : {std::pair{20, core::Code{}}, std::pair{120, does_not_decode}}) {
        auto many = jpeg;
        for (int i = 0; i < times; ++i) many.insert(begin, scan);
        EXPECT_EQ(refusal_of(many), outcome) << times;
    }
}

TEST(HostileFiles, OfVeryManyFramesCostNoMoreThanTheFirst) {
    const auto gif = photo_bytes("animated.gif");
    const auto first_frame = gif.find("\x21\xF9\x04"s);
    const auto frames = gif.substr(first_frame, gif.size() - first_frame - 1);
    std::string many = gif.substr(0, first_frame);
    while (many.size() < (8u << 20)) many += frames;
    EXPECT_EQ(refusal_of(many + ";"), core::Code{});
}

TEST(HostileFiles, ChangedAnywhereNeverDoMoreThanFail) {
    std::mt19937 random{11};
    for (const auto photo : {"tiny.jpg", "animated.webp", "p3-srgb-red.png", "coffee.avif"}) {
        const auto good = photo_bytes(photo);
        for (int i = 0; i < 12; ++i) {
            auto bytes = good;
            for (int k = 0; k < 6; ++k) bytes[random() % bytes.size()] = static_cast<char>(random());
            const auto code = refusal_of(bytes);
            EXPECT_NE(code, core::internal) << photo << " " << i;
        }
    }
}

}  // namespace
}  // namespace instante::resize_image
