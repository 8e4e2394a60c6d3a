#include "amqp/acks.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace instante::amqp {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Acks handed_out(std::uint64_t last) {
    Acks acks;
    for (std::uint64_t tag = 1; tag <= last; ++tag) acks.delivered(tag);
    return acks;
}

TEST(Acks, NothingIsDueBeforeAnythingIsDone) {
    auto acks = handed_out(3);
    const auto due = acks.take();
    EXPECT_FALSE(due.up_to);
    EXPECT_THAT(due.single, IsEmpty());
}

TEST(Acks, WhatIsDoneInARowIsAcknowledgedByOneFrame) {
    auto acks = handed_out(5);
    for (const auto tag : {2, 1, 3}) acks.done(static_cast<std::uint64_t>(tag));
    const auto due = acks.take();
    EXPECT_EQ(due.up_to, 3u);
    EXPECT_THAT(due.single, IsEmpty());
}

TEST(Acks, WhatIsDoneBehindOneInHandIsAcknowledgedAlone) {
    auto acks = handed_out(5);
    for (const auto tag : {1, 3, 5}) acks.done(static_cast<std::uint64_t>(tag));
    const auto due = acks.take();
    EXPECT_EQ(due.up_to, 1u);
    EXPECT_THAT(due.single, ElementsAre(3, 5));
}

TEST(Acks, NothingIsAcknowledgedTwice) {
    auto acks = handed_out(4);
    acks.done(2);
    EXPECT_THAT(acks.take().single, ElementsAre(2));
    acks.done(2);
    acks.done(1);
    const auto due = acks.take();
    EXPECT_EQ(due.up_to, 1u);  // 2 has been; a frame "up to 2" would be refused
    EXPECT_THAT(due.single, IsEmpty());
    acks.done(3);
    EXPECT_EQ(acks.take().up_to, 3u);
}

TEST(Acks, ATagThatWasNeverHandedOutIsNothing) {
    auto acks = handed_out(1);
    acks.done(0);
    acks.done(2);
    EXPECT_FALSE(acks.take().up_to);
}

}  // namespace
}  // namespace instante::amqp
