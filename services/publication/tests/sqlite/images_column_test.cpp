#include "publication/outbound/sqlite/images_column.hpp"

#include <gtest/gtest.h>

#include "publication/tests/support/stories.hpp"

namespace instante::publication::testing {
namespace {

using sqlite_file::pack_images;
using sqlite_file::unpack_images;

std::vector<Image> two_images() {
    auto images = publication(7, UserId{1}, "").images;
    images.push_back(images.front());
    images.back().id = ImageId{99};
    return images;
}

TEST(ImagesColumn, GivesBackWhatWasPacked) {
    const auto images = two_images();
    EXPECT_EQ(unpack_images(pack_images(images)).value(), images);
    EXPECT_TRUE(unpack_images(pack_images({})).value().empty());
}

TEST(ImagesColumn, GivesBackTextsThatNeedEscapes) {
    auto images = two_images();
    images.front().alt = "a \"quote\", a \\ and\na line\u0001, ção";
    images.back().blurhash = "L\\";
    EXPECT_EQ(unpack_images(pack_images(images)).value(), images);
}

TEST(ImagesColumn, RefusesWhatItHasNotWritten) {
    const auto packed = pack_images(two_images());
    for (std::size_t size = 0; size < packed.size(); ++size) EXPECT_FALSE(unpack_images(packed.substr(0, size))) << size;
    EXPECT_FALSE(unpack_images(packed + "x"));
}

}  // namespace
}  // namespace instante::publication::testing
