#include "resize_image/domain/exif.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace instante::resize_image {
namespace {

using namespace std::string_literals;

Orientation read(std::string_view tiff) {
    return exif_orientation({reinterpret_cast<const std::uint8_t*>(tiff.data()), tiff.size()});
}

const std::string little = "II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0"s;
const std::string big = "MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x08\0\0\0\0\0\0"s;

TEST(ExifOrientation, IsReadInBothByteOrders) {
    EXPECT_EQ(read(little), Orientation::quarter_right);
    EXPECT_EQ(read(big), Orientation::quarter_left);
}

TEST(ExifOrientation, IsUprightWhenItMakesNoSense) {
    auto nine = little;
    nine[18] = 9;
    EXPECT_EQ(read(nine), Orientation::upright);
    auto not_a_short = little;
    not_a_short[12] = 4;
    EXPECT_EQ(read(not_a_short), Orientation::upright);
    EXPECT_EQ(read(""), Orientation::upright);
    EXPECT_EQ(read("II*\0\xFF\xFF\xFF\xFF"s), Orientation::upright);
}

TEST(ExifOrientation, SurvivesEveryCut) {
    for (std::size_t length = 0; length < 20; ++length)
        EXPECT_EQ(read(std::string_view{little}.substr(0, length)), Orientation::upright) << length;
}

TEST(ExifOrientation, IsNotLookedForInADirectoryThatPointsAtItself) {
    // No entry, and the next directory is this one.
    EXPECT_EQ(read("II*\0\x08\0\0\0\0\0\x08\0\0\0"s), Orientation::upright);
    // A directory that claims 65,535 entries in a block that holds none.
    EXPECT_EQ(read("II*\0\x08\0\0\0\xFF\xFF"s), Orientation::upright);
}

}  // namespace
}  // namespace instante::resize_image
