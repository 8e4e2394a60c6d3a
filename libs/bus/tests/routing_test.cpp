#include <gtest/gtest.h>

#include "bus/local/local_queue.hpp"

namespace instante::bus::local {
namespace {

TEST(Routing, MatchesTheSameKeyOnly) {
    EXPECT_TRUE(matches("user.created", "user.created"));
    EXPECT_FALSE(matches("user.created", "user.createdx"));
    EXPECT_FALSE(matches("user.created", "user"));
    EXPECT_FALSE(matches("user", "user.created"));
}

TEST(Routing, AStarIsOneWordAnywhere) {
    EXPECT_TRUE(matches("user.*", "user.created"));
    EXPECT_TRUE(matches("*.created", "user.created"));
    EXPECT_FALSE(matches("user.*", "user"));
    EXPECT_FALSE(matches("user.*", "user.a.b"));
    EXPECT_FALSE(matches("user.*", "follow.created"));
    EXPECT_FALSE(matches("user.c*", "user.created"));
}

}  // namespace
}  // namespace instante::bus::local
