#include "authentication/domain/errors.hpp"
#include "authentication/tests/ports/adapters.hpp"

namespace instante::authentication::testing {
namespace {

using async::run;
using namespace std::chrono_literals;
using Types = std::vector<std::string>;

class FollowStoreSuite : public StoreSuite {
protected:
    Result<Follow> follow(std::uint64_t follower, std::uint64_t followee, core::Timestamp at = noon) {
        return run(stores().follows->follow({FollowId{++edge_}, UserId{follower}, UserId{followee}, at, {}}));
    }
    Result<void> unfollow(std::uint64_t follower, std::uint64_t followee) {
        return run(stores().follows->unfollow(UserId{follower}, UserId{followee}, noon, {}));
    }
    void disable(std::uint64_t id) {
        UserChange change;
        change.user = find(id);
        change.user.state = UserState::disabled;
        ++change.user.version;
        ASSERT_TRUE(run(stores().accounts->change(change)));
    }
    static std::vector<std::uint64_t> ids(const std::vector<Person>& people) {
        std::vector<std::uint64_t> all;
        for (const auto& person : people) all.push_back(person.id.value);
        return all;
    }

private:
    std::uint64_t edge_ = 1000;
};

using Ids = std::vector<std::uint64_t>;

TEST_P(FollowStoreSuite, BeginsOnceAndCountsOnce) {
    add(1, "ana");
    add(2, "bia");
    engine().announced();
    const auto edge = follow(1, 2).value();
    EXPECT_EQ(edge.state, FollowState::active);
    EXPECT_EQ(edge.version, 1);
    EXPECT_EQ(follow(1, 2).value(), edge);
    EXPECT_EQ(find(1).following_count, 1);
    EXPECT_EQ(find(2).followers_count, 1);
    EXPECT_EQ(find(2).following_count, 0);
    EXPECT_EQ(engine().announced(), (Types{"follow.created", "notification.create"}));
    EXPECT_EQ(engine().newest<FollowNoticed>().actor.username, "ana");
}

TEST_P(FollowStoreSuite, EndsOnceAndLeavesATombstone) {
    add(1, "ana");
    add(2, "bia");
    ASSERT_TRUE(follow(1, 2));
    engine().announced();
    ASSERT_TRUE(unfollow(1, 2));
    ASSERT_TRUE(unfollow(1, 2));
    ASSERT_TRUE(unfollow(2, 1));
    EXPECT_EQ(find(1).following_count, 0);
    EXPECT_EQ(find(2).followers_count, 0);
    EXPECT_EQ(engine().announced(), Types{"follow.deleted"});
    const auto edges = run(stores().follows->edges({}, 10)).value();
    ASSERT_EQ(edges.items.size(), 1u);
    EXPECT_EQ(edges.items.front().state, FollowState::none);
    EXPECT_EQ(edges.items.front().version, 2);
}

TEST_P(FollowStoreSuite, BeginsAnewWithANewIdAndTellsOnlyAfterADay) {
    add(1, "ana");
    add(2, "bia");
    const auto first = follow(1, 2).value();
    ASSERT_TRUE(unfollow(1, 2));
    engine().announced();
    const auto second = follow(1, 2, noon + 1h).value();
    EXPECT_GT(second.id, first.id);
    EXPECT_EQ(second.version, 3);
    EXPECT_EQ(engine().announced(), Types{"follow.created"});
    ASSERT_TRUE(unfollow(1, 2));
    engine().announced();
    ASSERT_TRUE(follow(1, 2, noon + 24h));
    EXPECT_EQ(engine().announced(), (Types{"follow.created", "notification.create"}));
}

TEST_P(FollowStoreSuite, RefusesWhoIsNotThere) {
    add(1, "ana");
    add(2, "bia");
    disable(2);
    EXPECT_EQ(follow(1, 2).error().code(), core::not_found);
    EXPECT_EQ(follow(2, 1).error().code(), core::not_found);
    EXPECT_EQ(follow(1, 9).error().code(), core::not_found);
    EXPECT_EQ(find(1).following_count, 0);
}

TEST_P(FollowStoreSuite, ListsTheNewestFollowFirstInPages) {
    for (std::uint64_t id = 1; id <= 6; ++id) add(id, "user_" + std::to_string(id));
    for (const auto follower : {4, 2, 6, 3, 5}) ASSERT_TRUE(follow(follower, 1));
    const auto first = run(stores().follows->followers(UserId{1}, {}, 2)).value();
    EXPECT_EQ(ids(first.items), (Ids{5, 3}));
    ASSERT_TRUE(first.next);
    const auto second = run(stores().follows->followers(UserId{1}, first.next, 2)).value();
    EXPECT_EQ(ids(second.items), (Ids{6, 2}));
    const auto third = run(stores().follows->followers(UserId{1}, second.next, 2)).value();
    EXPECT_EQ(ids(third.items), Ids{4});
    EXPECT_FALSE(third.next);
    EXPECT_TRUE(run(stores().follows->following(UserId{1}, {}, 2)).value().items.empty());
    EXPECT_EQ(ids(run(stores().follows->following(UserId{4}, {}, 2)).value().items), Ids{1});
}

TEST_P(FollowStoreSuite, LeavesOutWhoIsNotActiveButGoesOn) {
    for (std::uint64_t id = 1; id <= 4; ++id) add(id, "user_" + std::to_string(id));
    for (const auto follower : {2, 3, 4}) ASSERT_TRUE(follow(follower, 1));
    disable(4);
    const auto first = run(stores().follows->followers(UserId{1}, {}, 1)).value();
    EXPECT_TRUE(first.items.empty());
    ASSERT_TRUE(first.next);
    EXPECT_EQ(ids(run(stores().follows->followers(UserId{1}, first.next, 2)).value().items), (Ids{3, 2}));
}

TEST_P(FollowStoreSuite, TellsHowTwoStandToEachOther) {
    add(1, "ana");
    add(2, "bia");
    ASSERT_TRUE(follow(1, 2));
    EXPECT_EQ(run(stores().follows->relation(UserId{1}, UserId{2})).value(), (Relation{true, false, false}));
    EXPECT_EQ(run(stores().follows->relation(UserId{2}, UserId{1})).value(), (Relation{false, true, false}));
    EXPECT_EQ(run(stores().follows->relation(UserId{2}, UserId{2})).value(), Relation{});
}

TEST_P(FollowStoreSuite, GivesAllEdgesInPages) {
    for (std::uint64_t id = 1; id <= 4; ++id) add(id, "user_" + std::to_string(id));
    for (std::uint64_t followee = 2; followee <= 4; ++followee) ASSERT_TRUE(follow(1, followee));
    ASSERT_TRUE(follow(2, 1));
    const auto first = run(stores().follows->edges({}, 3)).value();
    EXPECT_EQ(first.items.size(), 3u);
    ASSERT_TRUE(first.next);
    EXPECT_EQ(*first.next, (EdgeKey{UserId{1}, UserId{4}}));
    const auto second = run(stores().follows->edges(first.next, 3)).value();
    ASSERT_EQ(second.items.size(), 1u);
    EXPECT_EQ(second.items.front().follower, UserId{2});
    EXPECT_FALSE(second.next);
}

TEST_P(FollowStoreSuite, StopsAtItsLimit) {
    auto account = an_account(1, "ana");
    account.user.following_count = follow_limit;
    ASSERT_TRUE(run(stores().accounts->add(account)));
    add(2, "bia");
    EXPECT_EQ(follow(1, 2).error().code(), too_many_followed);
    EXPECT_EQ(find(2).followers_count, 0);
}

INSTANTE_EVERY_ADAPTER(FollowStoreSuite);

}  // namespace
}  // namespace instante::authentication::testing
