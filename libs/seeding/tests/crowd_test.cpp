#include "seeding/crowd.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace instante::seeding {
namespace {

TEST(Crowd, IsTheSameForWhoeverAsks) {
    const Crowd one{{.people = 500, .follows = 30}};
    const Crowd other{{.people = 500, .follows = 30}};
    for (std::uint32_t n = 500; n-- > 0;) {
        EXPECT_EQ(one.somebody(n).name, other.somebody(n).name);
        EXPECT_EQ(one.followed_by(n), other.followed_by(n));
    }
}

TEST(Crowd, HasNobodyTwiceAndEverybodySomebody) {
    const Crowd crowd{{.people = 500, .follows = 30}};
    EXPECT_NE(crowd.id(0), 0u);
    for (std::uint32_t n = 1; n < 500; ++n) EXPECT_LT(crowd.id(n - 1), crowd.id(n));
}

TEST(Crowd, FollowsAsManyOthersAsWasAsked) {
    const Crowd crowd{{.people = 40, .follows = 30}};
    for (std::uint32_t n = 0; n < 40; ++n) {
        const auto followed = crowd.followed_by(n);
        EXPECT_EQ(followed.size(), 30u);
        EXPECT_TRUE(std::ranges::is_sorted(followed));
        EXPECT_EQ(std::ranges::adjacent_find(followed), followed.end());
        EXPECT_EQ(std::ranges::find(followed, n), followed.end());
    }
}

TEST(Crowd, JoinsThenFollows) {
    const Crowd crowd{{.people = 40, .follows = 30}};
    EXPECT_LT(crowd.somebody(39).joined, crowd.followed_at(0, 0));
    EXPECT_LT(crowd.followed_at(39, 29), crowd.end());
}

}  // namespace
}  // namespace instante::seeding
