#include "bus/outcome.hpp"

#include <gtest/gtest.h>

namespace instante::bus {
namespace {

using namespace std::chrono_literals;

TEST(Outcome, ASuccessIsDone) {
    EXPECT_EQ(outcome_of(Result<void>{}, 0, Delays{}).kind, Outcome::Kind::done);
}

TEST(Outcome, ARetryWaitsByItsAttempt) {
    const auto outcome = outcome_of(core::Error{core::unavailable}, 3, Delays{});
    EXPECT_EQ(outcome.kind, Outcome::Kind::retry);
    EXPECT_EQ(outcome.delay, 15s);
}

TEST(Outcome, ARetryWaitsAsLongAsTheErrorAsksFor) {
    const core::Error busy{core::unavailable};
    EXPECT_EQ(outcome_of(busy.with_retry_after(20s), 0, Delays{}).delay, 20s);
    EXPECT_EQ(outcome_of(busy.with_retry_after(20s), 4, Delays{}).delay, 30s) << "never shorter than its attempt says";
    EXPECT_EQ(outcome_of(busy.with_retry_after(std::chrono::hours{100}), 0, Delays{}).delay, 1h);
}

TEST(Outcome, TheLastFailureParksWhateverItAsksFor) {
    EXPECT_EQ(outcome_of(core::Error{core::unavailable}.with_retry_after(1s), 8, Delays{}).kind, Outcome::Kind::park);
}

TEST(Outcome, TheLastFailureParks) {
    const auto outcome = outcome_of(core::Error{core::unavailable, "no answer"}, 8, Delays{});
    EXPECT_EQ(outcome.kind, Outcome::Kind::park);
    EXPECT_EQ(outcome.reason, "unavailable: no answer");
}

TEST(Outcome, AnEngineThatIsAwayPutsBack) {
    EXPECT_EQ(outcome_of(core::Error{core::engine_away}, 8, Delays{}).kind, Outcome::Kind::put_back);
}

TEST(Outcome, CutsALongReasonBetweenCharacters) {
    std::string note;
    for (int i = 0; i < 1000; ++i) note += "é";
    const auto reason = outcome_of(core::Error{core::malformed, note}, 0, Delays{}).reason;
    EXPECT_LE(reason.size(), 1000u);
    EXPECT_GE(reason.size(), 998u);
    EXPECT_EQ(static_cast<unsigned char>(reason.back()), 0xA9);  // the second byte of é
}

}  // namespace
}  // namespace instante::bus
