#include "bus/verdict.hpp"

#include <gtest/gtest.h>

namespace instante::bus {
namespace {

using namespace std::chrono_literals;

TEST(Verdict, RetriesWhatMaySucceedLater) {
    EXPECT_EQ(judge(core::Error{core::unavailable}), Verdict::retry);
    EXPECT_EQ(judge(core::Error{core::overloaded}), Verdict::retry);
    EXPECT_EQ(judge(core::Error{core::timed_out}), Verdict::retry);
    EXPECT_EQ(judge(core::Error{core::internal}), Verdict::retry);
    EXPECT_EQ(judge(core::Error{core::Code{core::Kind::rate_limited, "rate-limited", "Too often"}}), Verdict::retry);
}

TEST(Verdict, ParksWhatNeverWill) {
    EXPECT_EQ(judge(core::Error{core::malformed}), Verdict::park);
    EXPECT_EQ(judge(core::Error{core::invalid_fields}), Verdict::park);
    EXPECT_EQ(judge(core::Error{core::not_found}), Verdict::park);
}

TEST(Verdict, PausesWhileTheServicesOwnEngineIsAway) {
    EXPECT_EQ(judge(core::Error{core::engine_away}), Verdict::pause);
}

TEST(RetryDelay, GrowsToFiveMinutesThenEnds) {
    EXPECT_EQ(retry_delay(0), 1s);
    EXPECT_EQ(retry_delay(1), 2s);
    EXPECT_EQ(retry_delay(4), 30s);
    EXPECT_EQ(retry_delay(6), 300s);
    EXPECT_EQ(retry_delay(7), 300s);
    EXPECT_EQ(retry_delay(8), std::nullopt);
}

}  // namespace
}  // namespace instante::bus
