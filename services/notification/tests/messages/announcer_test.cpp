#include "notification/outbound/messages/announcer.hpp"

#include <gtest/gtest.h>

#include "notification/tests/support/example.hpp"
#include "notification/tests/support/samples.hpp"

namespace instante::notification {
namespace {

struct AnnouncerTest : testing::Test {
    core::FixedClock clock{samples::noon};
    core::IdGenerator ids{clock, 1};
    Announcer announce{ids, clock};
};

TEST_F(AnnouncerTest, AsksForAnAudienceAsTheContractsExamples) {
    const NotificationId publication{607847866605929472};
    const Audience followers = FollowersOf{UserId{573576503464723456}};
    const auto first = announce(AudienceAsked{publication, followers, ""}, {});
    EXPECT_EQ(first.address.to, bus::Address::To::queue);
    EXPECT_EQ(first.address.name, "token");
    EXPECT_EQ(first.message.type, "token.request.v1");
    EXPECT_EQ(first.message.id, "607847866605929472:");
    EXPECT_EQ(first.message.reply_to, "token-notification");
    EXPECT_EQ(first.message.timestamp, samples::noon);
    EXPECT_EQ(first.message.body, compact(example("token.request.v1")));

    const auto next = announce(AudienceAsked{publication, followers, "575684597724382208"}, {});
    EXPECT_EQ(next.message.id, "607847866605929472:575684597724382208");
    EXPECT_EQ(next.message.body, compact(example("token.request.v1.next")));

    const auto users =
        announce(AudienceAsked{NotificationId{574263971960751104}, std::vector{UserId{573576503464723456}}, ""}, {});
    EXPECT_EQ(users.message.body, compact(example("token.request.v1.users")));
}

TEST_F(AnnouncerTest, TellsOfDevicesThatAreGoneAsTheContractsExample) {
    const DevicesGone gone{{{UserId{573861779378439168},
                             "c9PqLw2rTkS5vXz8nBm1aD:APA91bH2k4M6o8Q0s2U4w6Y8a0C2e4G6i8K0m2O4q6S8u0W2y4A6c8E0g2I4k6M8"}}};
    const auto told = announce(gone, {});
    EXPECT_EQ(told.address.name, "token-invalid");
    EXPECT_EQ(told.message.type, "token.invalid.v1");
    EXPECT_EQ(told.message.body, compact(example("token.invalid.v1")));
    EXPECT_NE(told.message.id, announce(gone, {}).message.id);
}

TEST_F(AnnouncerTest, TellsOfAPersonWhoIsPurged) {
    const auto told = announce(UserPurged{UserId{5}}, {});
    EXPECT_EQ(told.address.to, bus::Address::To::events);
    EXPECT_EQ(told.address.name, "user.purged");
    EXPECT_EQ(told.message.type, "user.purged.v1");
    EXPECT_EQ(told.message.body, R"({"id":"5","service":"notification"})");
}

TEST_F(AnnouncerTest, PassesTheTraceOn) {
    const core::Trace trace{"request-1", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"};
    const auto told = announce(UserPurged{UserId{5}}, trace);
    EXPECT_EQ(told.message.trace.request_id, "request-1");
    EXPECT_EQ(told.message.trace.traceparent.substr(0, 36), trace.traceparent.substr(0, 36));
    EXPECT_NE(told.message.trace.traceparent, trace.traceparent) << "a span of its own";
}

}  // namespace
}  // namespace instante::notification
