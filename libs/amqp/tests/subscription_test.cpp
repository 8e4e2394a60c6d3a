#include "amqp/subscription.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace instante::amqp {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

bus::Delivery delivery(std::uint64_t tag) {
    bus::Message message;
    message.id = std::to_string(tag);
    message.timestamp = core::Timestamp{std::chrono::milliseconds{tag}};
    return {tag, std::move(message)};
}

/// With messages 1 to 3 arrived.
struct SubscriptionTest : testing::Test {
    SubscriptionTest() {
        subscription.renew();
        subscription.deliver({delivery(1), delivery(2), delivery(3)});
    }
    std::vector<std::string> take(std::size_t limit) {
        std::vector<std::string> ids;
        for (auto& each : subscription.take(limit).deliveries) {
            ids.push_back(each.message.id);
            tags.push_back(each.tag);
        }
        return ids;
    }
    Subscription subscription{"work", 10};
    std::vector<std::uint64_t> tags;
};

TEST_F(SubscriptionTest, HandsOutInOrderAsManyAsAreWanted) {
    EXPECT_THAT(take(2), ElementsAre("1", "2"));
    EXPECT_THAT(take(2), ElementsAre("3"));
    EXPECT_THAT(take(2), IsEmpty());
    EXPECT_EQ(subscription.in_hand(), 3u);
}

TEST_F(SubscriptionTest, TellsOnceThatThereIsSomethingToAcknowledge) {
    take(3);
    EXPECT_TRUE(subscription.done(tags[1]));
    EXPECT_FALSE(subscription.done(tags[0]));
    EXPECT_FALSE(subscription.done(tags[0]));
    EXPECT_THAT(subscription.take_done(), ElementsAre(2, 1));
    EXPECT_TRUE(subscription.done(tags[2]));
    EXPECT_EQ(subscription.in_hand(), 0u);
}

TEST_F(SubscriptionTest, WhatIsPutBackComesFirst) {
    take(2);
    std::size_t wakes = 0;
    subscription.on_more([&wakes] { ++wakes; });
    subscription.put_back(tags[0]);
    EXPECT_EQ(wakes, 1u);
    EXPECT_THAT(take(3), ElementsAre("1", "3"));
}

TEST_F(SubscriptionTest, WhatRestsComesWhenItHasRested) {
    take(1);
    subscription.put_back(tags[0], 1h);
    const auto taken = subscription.take(3);
    EXPECT_EQ(taken.deliveries.size(), 2u);
    ASSERT_TRUE(taken.next);
    EXPECT_GT(*taken.next, 59min);
    EXPECT_EQ(subscription.in_hand(), 3u);
}

TEST_F(SubscriptionTest, WhatCameOverAChannelThatIsGoneConcernsNobody) {
    take(2);
    subscription.renew();
    EXPECT_FALSE(subscription.done(tags[0]));
    subscription.put_back(tags[1]);
    EXPECT_FALSE(subscription.lend(tags[1]));
    EXPECT_THAT(take(3), IsEmpty());
    subscription.deliver({delivery(1)});
    EXPECT_FALSE(subscription.done(tags[0]));  // the first of the old channel, not of the new
    EXPECT_THAT(take(3), ElementsAre("1"));
}

TEST_F(SubscriptionTest, ItsChannelStaysOpenWhileAMessageIsSentOn) {
    take(1);
    ASSERT_TRUE(subscription.lend(tags[0]));
    subscription.close();
    EXPECT_FALSE(subscription.may_close());
    subscription.give_back();
    EXPECT_TRUE(subscription.may_close());
}

TEST_F(SubscriptionTest, TheOldestIsOfThoseThatNobodyBeganWith) {
    EXPECT_EQ(subscription.oldest(), core::Timestamp{1ms});
    take(1);
    EXPECT_EQ(subscription.oldest(), core::Timestamp{2ms});
    take(2);
    EXPECT_FALSE(subscription.oldest());
}

}  // namespace
}  // namespace instante::amqp
