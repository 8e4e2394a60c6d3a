#include "resize_image/domain/blurhash.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string_view>
#include <vector>

namespace instante::resize_image {
namespace {

std::vector<std::uint8_t> filled(Extent size, std::array<std::uint8_t, 3> colour) {
    std::vector<std::uint8_t> rgb;
    for (std::uint64_t i = 0; i < pixels(size).count; ++i) rgb.insert(rgb.end(), colour.begin(), colour.end());
    return rgb;
}

/// The average colour that a hash holds in its third to sixth digits.
unsigned average_colour(std::string_view hash) {
    constexpr std::string_view digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~";
    unsigned value = 0;
    for (const char digit : hash.substr(2, 4)) value = value * 83 + static_cast<unsigned>(digits.find(digit));
    return value;
}

TEST(Blurhash, HasFourByThreeComponents) {
    const auto hash = blurhash(filled({32, 24}, {255, 0, 0}), {32, 24});
    EXPECT_EQ(hash.size(), 28u);
    EXPECT_EQ(hash[0], 'L');  // 3 + 2·9 = 21
}

TEST(Blurhash, OfOneColourHoldsThatColour) {
    EXPECT_EQ(average_colour(blurhash(filled({32, 32}, {200, 100, 50}), {32, 32})), 0xC86432u);
    EXPECT_EQ(average_colour(blurhash(filled({1, 1}, {255, 255, 255}), {1, 1})), 0xFFFFFFu);
}

TEST(Blurhash, FollowsThePublishedAlgorithm) {
    // A gradient of 8×6; the expected text was computed apart, by a transcription of the algorithm into Python.
    std::vector<std::uint8_t> rgb;
    for (unsigned y = 0; y < 6; ++y)
        for (unsigned x = 0; x < 8; ++x) rgb.insert(rgb.end(), {std::uint8_t(x * 36), std::uint8_t(y * 51), 128});
    EXPECT_EQ(blurhash(rgb, {8, 6}), "LxH.cc3Aa|xtz4NKfQnSeXf7fQf7");
}

}  // namespace
}  // namespace instante::resize_image
