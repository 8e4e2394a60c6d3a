#include "access/deny_list.hpp"

#include <gtest/gtest.h>

namespace instante::access {
namespace {

using namespace std::chrono_literals;

constexpr core::Timestamp noon{std::chrono::sys_days{std::chrono::year{2026} / 11 / 24} + 12h};

struct DenyListTest : testing::Test {
    core::FixedClock clock{noon};
    DenyList list{clock, 16min};
};

TEST_F(DenyListTest, RefusesNobodyAtFirst) {
    EXPECT_FALSE(list.denies(1, 2, noon));
}

TEST_F(DenyListTest, RefusesAPersonsTokensIssuedUpToThatMomentAndNoLaterOnes) {
    list.deny_user(1, noon);
    EXPECT_TRUE(list.denies(1, 2, noon - 1s));
    EXPECT_TRUE(list.denies(1, 2, noon));
    EXPECT_FALSE(list.denies(1, 2, noon + 1s));
    EXPECT_FALSE(list.denies(3, 2, noon - 1s));
}

TEST_F(DenyListTest, RefusesEveryTokenOfAnEndedSession) {
    list.deny_session(2, noon);
    EXPECT_TRUE(list.denies(1, 2, noon - 1s));
    EXPECT_FALSE(list.denies(1, 3, noon - 1s));
}

TEST_F(DenyListTest, ForgetsWhatNoLivingTokenCanBe) {
    list.deny_user(1, noon);
    list.deny_session(2, noon);
    clock.advance(17min);
    list.deny_session(9, clock.now());
    EXPECT_EQ(list.size(), 1u);
}

TEST_F(DenyListTest, TakesNoEntryThatIsOverAlready) {
    list.deny_user(1, noon - 17min);
    EXPECT_EQ(list.size(), 0u);
}

}  // namespace
}  // namespace instante::access
