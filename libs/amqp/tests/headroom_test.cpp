#include "amqp/headroom.hpp"

#include <gtest/gtest.h>

namespace instante::amqp {
namespace {

using namespace std::chrono_literals;

const Headroom::Time start{1h};

TEST(Headroom, AQueueThatNobodyAskedAboutHasNone) {
    const Headroom headroom;
    EXPECT_FALSE(headroom.fits("work", 1));
    EXPECT_TRUE(headroom.is_stale("work", start));
}

TEST(Headroom, WhatIsSentUsesItUp) {
    Headroom headroom;
    headroom.learn("work", 10, 4, start);
    EXPECT_TRUE(headroom.fits("work", 6));
    EXPECT_FALSE(headroom.fits("work", 7));
    headroom.use("work", 5);
    EXPECT_TRUE(headroom.fits("work", 1));
    EXPECT_FALSE(headroom.fits("work", 2));
    headroom.use("work", 5);
    EXPECT_FALSE(headroom.fits("work", 1));
}

TEST(Headroom, AQueueLongerThanItsBoundHasNone) {
    Headroom headroom;
    headroom.learn("work", 10, 11, start);
    EXPECT_FALSE(headroom.fits("work", 1));
}

TEST(Headroom, TheBrokerIsNotAskedAgainAtOnce) {
    Headroom headroom;
    headroom.learn("work", 10, 10, start);
    EXPECT_FALSE(headroom.is_stale("work", start + 1ms));
    EXPECT_TRUE(headroom.is_stale("work", start + 1s));
}

}  // namespace
}  // namespace instante::amqp
