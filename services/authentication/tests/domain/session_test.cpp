#include "authentication/domain/session.hpp"

#include <gtest/gtest.h>

#include "authentication/domain/follow.hpp"

namespace instante::authentication {
namespace {

using namespace std::chrono_literals;

const core::Timestamp now = core::id_epoch + std::chrono::days{500};

Session session(std::int64_t newest, std::int64_t used) {
    return {.id = SessionId{1}, .user = UserId{2}, .created_at = now - 24h, .used_at = now - 1h, .newest = newest, .used = used};
}

RefreshToken token(std::int64_t number, std::optional<core::Timestamp> used_at = std::nullopt) {
    return {.digest = "digest", .session = SessionId{1}, .number = number, .used_at = used_at};
}

TEST(RefreshToken, ServesOnce) {
    EXPECT_EQ(judge_refresh(session(3, 2), token(3), now), RefreshVerdict::rotate);
    EXPECT_EQ(judge_refresh(session(3, 2), token(1, now - 1h), now), RefreshVerdict::reused);
}

TEST(RefreshToken, MayAskAgainWhenItsAnswerWasLost) {
    EXPECT_EQ(judge_refresh(session(3, 2), token(2, now - 10s), now), RefreshVerdict::repeat);
    EXPECT_EQ(judge_refresh(session(3, 2), token(2, now - 10s - 1ms), now), RefreshVerdict::reused);
}

TEST(RefreshToken, MayNotAskAgainOnceItsSuccessorWasUsed) {
    EXPECT_EQ(judge_refresh(session(4, 3), token(2, now - 1s), now), RefreshVerdict::reused);
}

TEST(RefreshToken, MayAskAgainTwice) {
    EXPECT_EQ(judge_refresh(session(5, 2), token(2, now - 5s), now), RefreshVerdict::repeat);
}

TEST(RefreshToken, ThatWasLostOnItsWayCountsAsStolen) {
    EXPECT_EQ(judge_refresh(session(4, 2), token(3), now), RefreshVerdict::reused);
}

TEST(RefreshToken, ExpiresWithItsIdleSession) {
    auto idle = session(3, 2);
    idle.used_at = now - session_idle_limit;
    EXPECT_EQ(judge_refresh(idle, token(3), now), RefreshVerdict::expired);
    idle.used_at += 1ms;
    EXPECT_EQ(judge_refresh(idle, token(3), now), RefreshVerdict::rotate);
}

TEST(Follow, IsToldOfOnceADay) {
    Follow follow;
    EXPECT_TRUE(deserves_notice(follow, now));
    follow.noticed_at = now - 24h;
    EXPECT_TRUE(deserves_notice(follow, now));
    follow.noticed_at = now - 24h + 1ms;
    EXPECT_FALSE(deserves_notice(follow, now));
}

}  // namespace
}  // namespace instante::authentication
