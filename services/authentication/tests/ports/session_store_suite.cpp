#include "authentication/tests/ports/adapters.hpp"

namespace instante::authentication::testing {
namespace {

using async::run;
using namespace std::chrono_literals;
using Types = std::vector<std::string>;

class SessionStoreSuite : public StoreSuite {
protected:
    std::optional<Rotated> rotate(const std::string& from, const std::string& to, core::Timestamp now = noon + 1min) {
        return run(stores().sessions->rotate({from, to, now, {}})).value();
    }
};

TEST_P(SessionStoreSuite, ChangesATokenForTheNext) {
    add(1, "ana");
    const auto first = rotate("ana", "second");
    ASSERT_TRUE(first);
    EXPECT_EQ(first->user.username, "ana");
    EXPECT_FALSE(first->ended);
    const auto second = rotate("second", "third");
    ASSERT_TRUE(second);
    EXPECT_EQ(second->session, first->session);
}

TEST_P(SessionStoreSuite, KnowsNoStrangersToken) {
    EXPECT_FALSE(rotate("stranger", "next"));
}

TEST_P(SessionStoreSuite, EndsTheWholeFamilyWhenATokenIsUsedAgain) {
    add(1, "ana");
    ASSERT_TRUE(rotate("ana", "second"));
    ASSERT_TRUE(rotate("second", "third"));
    engine().announced();
    const auto reused = rotate("ana", "thief", noon + 2h);
    ASSERT_TRUE(reused);
    EXPECT_EQ(reused->verdict, RefreshVerdict::reused);
    ASSERT_TRUE(reused->ended);
    EXPECT_EQ(engine().announced(), Types{"session.ended"});
    for (const auto* token : {"third", "thief", "ana"}) EXPECT_FALSE(rotate(token, "x")) << token;
}

TEST_P(SessionStoreSuite, RepeatsALostAnswerAndDistrustsTheLostToken) {
    add(1, "ana");
    ASSERT_TRUE(rotate("ana", "lost", noon));
    EXPECT_EQ(rotate("ana", "also lost", noon + 5s)->verdict, RefreshVerdict::repeat);
    EXPECT_EQ(rotate("ana", "third", noon + 10s)->verdict, RefreshVerdict::repeat);
    EXPECT_EQ(rotate("third", "fourth", noon + 11s)->verdict, RefreshVerdict::rotate);
    EXPECT_EQ(rotate("lost", "thief", noon + 12s)->verdict, RefreshVerdict::reused);
    EXPECT_FALSE(rotate("fourth", "x"));
}

TEST_P(SessionStoreSuite, EndsASessionThatWasIdleTooLong) {
    add(1, "ana");
    const auto late = rotate("ana", "second", noon + session_idle_limit);
    ASSERT_TRUE(late);
    EXPECT_EQ(late->verdict, RefreshVerdict::expired);
    EXPECT_TRUE(late->ended);
    EXPECT_FALSE(rotate("ana", "second"));
}

TEST_P(SessionStoreSuite, GivesNothingToWhoIsNotActive) {
    auto user = add(1, "ana");
    user.state = UserState::disabled;
    ++user.version;
    UserChange change;
    change.user = user;
    ASSERT_TRUE(run(stores().accounts->change(change)));
    EXPECT_FALSE(rotate("ana", "second"));
    EXPECT_EQ(run(stores().sessions->open(a_session(5, user.id, "x"), {})).error().code(), core::not_found);
}

TEST_P(SessionStoreSuite, OpensNoneForAPasswordThatWasChangedMeanwhile) {
    const auto user = add(1, "ana");
    auto session = a_session(5, user.id, "x");
    session.proven_hash = "hash of the password before";
    EXPECT_EQ(run(stores().sessions->open(session, {})).error().code(), core::not_found);
    session.proven_hash = user.password_hash;
    EXPECT_TRUE(run(stores().sessions->open(session, {})));
}

TEST_P(SessionStoreSuite, EndsOnceAndTellsOfItForAWhile) {
    add(1, "ana");
    engine().announced();
    const SessionId session{1'000'001};
    ASSERT_TRUE(run(stores().sessions->end(session, noon, {})).value());
    EXPECT_FALSE(run(stores().sessions->end(session, noon, {})).value());
    EXPECT_EQ(engine().announced(), Types{"session.ended"});
    EXPECT_EQ(run(stores().sessions->ended_since(noon)).value().size(), 1u);
    EXPECT_TRUE(run(stores().sessions->ended_since(noon + 1ms)).value().empty());
    EXPECT_EQ(run(stores().sessions->sweep(noon - 1h, noon + 1ms, 10)).value(), 1u);
    EXPECT_TRUE(run(stores().sessions->ended_since(noon)).value().empty());
}

TEST_P(SessionStoreSuite, SweepsIdleSessionsAway) {
    add(1, "ana");
    EXPECT_EQ(run(stores().sessions->sweep(noon - 1ms, noon, 10)).value(), 0u);
    EXPECT_EQ(run(stores().sessions->sweep(noon, noon, 10)).value(), 1u);
    EXPECT_FALSE(rotate("ana", "second"));
}

TEST_P(SessionStoreSuite, EndsTheOneIdleLongestBeyondTheLimit) {
    const auto user = add(1, "ana");
    std::vector<SessionEnded> ended;
    for (std::uint64_t index = 0; index < session_limit; ++index) {
        auto session = a_session(100 + index, user.id, "t" + std::to_string(index), noon + std::chrono::seconds{index + 1});
        for (const auto& one : run(stores().sessions->open(session, {})).value()) ended.push_back(one);
    }
    ASSERT_EQ(ended.size(), 1u);
    EXPECT_EQ(ended.front().session, SessionId{1'000'001});
}

TEST_P(SessionStoreSuite, RemembersABoundedNumberOfTokens) {
    add(1, "ana");
    std::string last = "ana";
    for (std::int64_t index = 0; index < remembered_tokens; ++index) {
        const auto next = "t" + std::to_string(index);
        ASSERT_TRUE(rotate(last, next));
        last = next;
    }
    EXPECT_FALSE(rotate("ana", "x"));  // forgotten: a stranger's, which ends nothing
    EXPECT_EQ(rotate("t0", "x", noon + 2h)->verdict, RefreshVerdict::reused);
}

INSTANTE_EVERY_ADAPTER(SessionStoreSuite);

}  // namespace
}  // namespace instante::authentication::testing
