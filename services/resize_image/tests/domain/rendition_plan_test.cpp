#include "resize_image/domain/rendition_plan.hpp"

#include <gtest/gtest.h>

namespace instante::resize_image {
namespace {

TEST(RenditionPlan, ReducesALargePhotoToTheThreeWidthsAndASquare) {
    const auto plan = plan_renditions({4000, 3000});
    EXPECT_EQ(plan.w1080, (Extent{1080, 810}));
    EXPECT_EQ(plan.w640, (Extent{640, 480}));
    EXPECT_EQ(plan.w320, (Extent{320, 240}));
    EXPECT_EQ(plan.square, (Extent{150, 150}));
    EXPECT_EQ(plan.base, plan.w1080);
}

TEST(RenditionPlan, NeverEnlarges) {
    const auto plan = plan_renditions({64, 48});
    for (const auto name : {RenditionName::w1080, RenditionName::w640, RenditionName::w320})
        EXPECT_EQ(plan.size(name), (Extent{64, 48}));
    EXPECT_EQ(plan.square, (Extent{48, 48}));
}

TEST(RenditionPlan, RoundsHeights) {
    EXPECT_EQ(plan_renditions({1411, 1411}).w1080, (Extent{1080, 1080}));
    EXPECT_EQ(plan_renditions({451, 300}).w320, (Extent{320, 213}));
    EXPECT_EQ(plan_renditions({1000, 999}).w640, (Extent{640, 639}));
}

TEST(RenditionPlan, GivesAStripAHeightOfAtLeastOne) {
    const auto plan = plan_renditions({65'000, 1});
    EXPECT_EQ(plan.w320, (Extent{320, 1}));
    EXPECT_EQ(plan.square, (Extent{1, 1}));
}

TEST(RenditionPlan, StartsFromMoreThanThe1080WhereThatIsLowerThanTheSquare) {
    const auto plan = plan_renditions({2000, 40});
    EXPECT_EQ(plan.w1080, (Extent{1080, 22}));
    EXPECT_EQ(plan.square, (Extent{40, 40}));
    EXPECT_EQ(plan.base, (Extent{2000, 40}));
    EXPECT_EQ(plan_renditions({8000, 300}).base, (Extent{4000, 150}));
}

TEST(RenditionPlan, KeepsATallPictureWithinWhatAWebpCanHold) {
    const auto plan = plan_renditions({1000, 60'000});
    EXPECT_EQ(plan.w1080, (Extent{273, longest_side}));
    EXPECT_EQ(plan.w320, (Extent{273, longest_side}));
    EXPECT_EQ(plan.square, (Extent{150, 150}));
}

}  // namespace
}  // namespace instante::resize_image
