#include "notification/domain/push.hpp"

#include <gtest/gtest.h>

#include <set>

namespace instante::notification {
namespace {

using namespace std::chrono_literals;

TEST(PushDelay, DoublesFromOneSecondToFiveMinutes) {
    for (std::uint64_t seed = 0; seed < 1000; ++seed) {
        EXPECT_GE(push_delay(0, std::nullopt, seed), 1s);
        EXPECT_LE(push_delay(0, std::nullopt, seed), 1250ms);
        EXPECT_GE(push_delay(3, std::nullopt, seed), 8s);
        EXPECT_LE(push_delay(3, std::nullopt, seed), 10s);
        EXPECT_GE(push_delay(40, std::nullopt, seed), 4min);
        EXPECT_LE(push_delay(40, std::nullopt, seed), 5min);
    }
}

TEST(PushDelay, SpreadsThoseThatFailedTogether) {
    std::set<std::chrono::milliseconds> delays;
    for (std::uint64_t token = 0; token < 100; ++token)
        delays.insert(push_delay(5, std::nullopt, seed_of({NotificationId{1}, std::to_string(token)})));
    EXPECT_GT(delays.size(), 80u);
}

TEST(PushDelay, IsNeverShorterThanTheServiceWishes) {
    for (std::uint64_t seed = 0; seed < 1000; ++seed) {
        EXPECT_GE(push_delay(0, 30s, seed), 30s);
        EXPECT_LE(push_delay(0, 30s, seed), 36s);
        EXPECT_GE(push_delay(6, 1s, seed), 60s) << "nor than our own back-off";
        EXPECT_GE(push_delay(0, std::chrono::hours{1000}, seed), 1h);
        EXPECT_LE(push_delay(0, std::chrono::hours{1000}, seed), 72min) << "a wish of months is not heard";
        EXPECT_GE(push_delay(0, std::chrono::seconds{-5}, seed), 1s);
    }
}

TEST(PushSeed, IsTheSameForTheSamePush) {
    EXPECT_EQ(seed_of({NotificationId{1}, "a"}), seed_of({NotificationId{1}, "a"}));
    EXPECT_NE(seed_of({NotificationId{1}, "a"}), seed_of({NotificationId{2}, "a"}));
    EXPECT_NE(seed_of({NotificationId{1}, "a"}), seed_of({NotificationId{1}, "b"}));
}

}  // namespace
}  // namespace instante::notification
