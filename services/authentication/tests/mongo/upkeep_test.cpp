#include "authentication/domain/errors.hpp"
#include "authentication/outbound/mongo/name_claims.hpp"
#include "authentication/tests/mongo/world.hpp"
#include "mongo/update.hpp"

namespace instante::authentication::testing {
namespace {

using async::run;
using mongo::Connection;
using mongo::Document;
using mongo::Update;
using mongo_store::NameClaims;
using namespace std::chrono_literals;

/// What a process leaves that dies in the middle, and what becomes of it.
class MongoUpkeepTest : public MongoTest {
protected:
    Result<AddedAccount> add(std::uint64_t id, const std::string& username) {
        return run(stores().accounts->add(an_account(id, username)));
    }
    /// Claims a name for somebody who does not come.
    void claim_in_vain(const std::string& name) {
        world().with([&](Connection& connection) {
            const auto shelf = world().shelf();
            EXPECT_TRUE((NameClaims{connection, shelf, UserId{77}}.claim(name)));
        });
    }
    /// Changes a document as a process does that dies then.
    void cut(const char* collection, const Document& filter, const Update& update) {
        world().with(
            [&](Connection& connection) { EXPECT_TRUE(connection.update(collection, filter, update.document()).matched); });
    }
    bool is_claimed(const std::string& name) {
        bool found = false;
        world().with([&](Connection& connection) { found = connection.exists("name_claim", Document{{"_id", name}}); });
        return found;
    }
    bool is_alive(const std::string& token) {
        return run(stores().sessions->rotate({token, token + "+", noon + 2min, {}})).value().has_value();
    }
};

TEST_F(MongoUpkeepTest, ANameThatIsClaimedInVainIsFreeAfterAMinute) {
    claim_in_vain("ana");
    EXPECT_EQ(add(1, "ana").error().code(), taken);
    EXPECT_FALSE(run(stores().people->by_username("ana")).value());
    world().clock().advance(59s);
    world().tend();
    EXPECT_EQ(add(1, "ana").error().code(), taken);
    world().clock().advance(2s);
    EXPECT_TRUE(add(1, "ana"));
    EXPECT_EQ(run(stores().people->by_username("ana")).value()->id, UserId{1});
}

TEST_F(MongoUpkeepTest, ClaimsInVainAreSweptAway) {
    claim_in_vain("ana");
    claim_in_vain("ana@example.org");
    world().tend();
    EXPECT_TRUE(is_claimed("ana"));
    world().clock().advance(61s);
    world().tend();
    EXPECT_FALSE(is_claimed("ana"));
    EXPECT_FALSE(is_claimed("ana@example.org"));
}

TEST_F(MongoUpkeepTest, WhoDiedBeforeTheirClaimWasSettledKeepsTheirName) {
    ASSERT_TRUE(add(1, "ana"));
    cut("name_claim", Document{{"_id", "ana"}}, Update{}.set("mark", core::first_id_at(noon)));
    world().clock().advance(61s);
    EXPECT_EQ(add(2, "ana").error().code(), taken);
    cut("name_claim", Document{{"_id", "ana"}}, Update{}.set("mark", core::first_id_at(noon)));
    world().tend();
    EXPECT_EQ(run(stores().people->by_username("ana")).value()->id, UserId{1});
    EXPECT_EQ(add(2, "ana").error().code(), taken);
}

TEST_F(MongoUpkeepTest, ANameThatWasGivenUpByWhoDiedThenIsFreeAfterAMinute) {
    ASSERT_TRUE(add(1, "ana"));
    cut("name_claim", Document{{"_id", "ana"}}, Update{}.set("mark", core::first_id_at(noon)));
    cut("user", Document{{"_id", UserId{1}}}, Update{}.set("username", "ana.maria"));
    world().clock().advance(61s);
    auto account = an_account(2, "ana");
    account.user.email = "other@example.org";
    EXPECT_TRUE(run(stores().accounts->add(account)));
}

TEST_F(MongoUpkeepTest, WhoIsSlowerThanTheirClaimFindsOut) {
    std::vector<std::string> lost;
    world().with([&](Connection& connection) {
        const auto shelf = world().shelf();
        NameClaims slow{connection, shelf, UserId{77}};
        EXPECT_TRUE(slow.claim("ana"));
        EXPECT_TRUE(slow.claim("slow@example.org"));
        world().clock().advance(61s);
        EXPECT_TRUE(add(1, "ana"));
        lost = slow.hold();
    });
    EXPECT_EQ(lost, std::vector<std::string>{"ana"});
    EXPECT_EQ(run(stores().people->by_username("ana")).value()->id, UserId{1});
}

TEST_F(MongoUpkeepTest, ARegistrationThatDiedIsMadeAnewUnderTheSameKey) {
    world().with([](Connection& connection) {
        const Document dead{
            {"_id", "key"}, {"user", UserId{77}}, {"mark", core::first_id_at(noon)}, {"body", "body"}, {"made_at", noon}};
        EXPECT_TRUE(connection.insert("request_key", dead));
    });
    EXPECT_FALSE(run(stores().accounts->registered("key", noon)).value());
    auto account = an_account(1, "ana");
    account.key = RequestKey{"key", "body"};
    EXPECT_EQ(run(stores().accounts->add(account)).error().kind(), core::Kind::unavailable);
    world().clock().advance(61s);
    EXPECT_TRUE(run(stores().accounts->add(account)));
    EXPECT_EQ(run(stores().accounts->registered("key", noon)).value()->user, UserId{1});
}

TEST_F(MongoUpkeepTest, SessionsThatWereToEndEndButNotTheOneKeptNorThoseSince) {
    ASSERT_TRUE(add(1, "ana"));
    ASSERT_TRUE(run(stores().sessions->open(a_session(51, UserId{1}, "kept"), {})));
    ASSERT_TRUE(run(stores().sessions->open(a_session(52, UserId{1}, "since", noon + 2min), {})));
    cut("user", Document{{"_id", UserId{1}}}, Update{}.set("ends", Document{{"keep", SessionId{51}}, {"at", noon}}));
    world().tend();
    EXPECT_EQ(world().told("session.ended"), 1u);
    EXPECT_FALSE(is_alive("ana"));
    EXPECT_TRUE(is_alive("kept"));
    EXPECT_TRUE(is_alive("since"));
    world().tend();
    EXPECT_EQ(world().told("session.ended"), 1u);
}

TEST_F(MongoUpkeepTest, FollowsThatNobodyHasCountedAreCounted) {
    for (std::uint64_t id = 1; id <= 4; ++id) ASSERT_TRUE(add(id, "user" + std::to_string(id)));
    for (std::uint64_t id = 2; id <= 4; ++id)
        ASSERT_TRUE(run(stores().follows->follow({FollowId{10 + id}, UserId{id}, UserId{1}, noon, {}})));
    Update ended;
    ended.set("state", 0).increment("version", 1).increment("revision", 1);
    ended.set("uncounted_of_follower", UserId{2}).set("uncounted_of_followee", UserId{1});
    cut("follow", Document{{"_id", "2|1"}}, ended);
    EXPECT_EQ(find(1).followers_count, 3);
    world().tend();
    EXPECT_EQ(find(1).followers_count, 2);
    EXPECT_EQ(find(2).following_count, 0);
    EXPECT_EQ(find(3).following_count, 1);
}

TEST_F(MongoUpkeepTest, ACountThatWasCutShortIsCompletedOnce) {
    for (std::uint64_t id = 1; id <= 3; ++id) ASSERT_TRUE(add(id, "user" + std::to_string(id)));
    ASSERT_TRUE(run(stores().follows->follow({FollowId{11}, UserId{2}, UserId{1}, noon, {}})));
    // As it is when the count was written, and its edge is not told.
    Update count;
    count.set("followers_count", 1).set("followers_fold", 2);
    count.set("followers_folding", mongo::Array{Document{{"edge", "2|1"}, {"revision", 1}, {"active", 1}}});
    cut("user", Document{{"_id", UserId{1}}}, count);
    cut("follow", Document{{"_id", "2|1"}},
        Update{}.set("counted_in", 0).set("fold_in", 1).set("uncounted_of_followee", UserId{1}));
    world().tend();
    EXPECT_EQ(find(1).followers_count, 1);
    ASSERT_TRUE(run(stores().follows->follow({FollowId{12}, UserId{3}, UserId{1}, noon, {}})));
    EXPECT_EQ(find(1).followers_count, 2);
}

}  // namespace
}  // namespace instante::authentication::testing
