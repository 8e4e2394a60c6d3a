#include <gmock/gmock.h>

#include <atomic>
#include <map>
#include <random>
#include <set>

#include "authentication/domain/errors.hpp"
#include "authentication/outbound/mongo/session_documents.hpp"
#include "authentication/tests/mongo/world.hpp"

namespace instante::authentication::testing {
namespace {

using async::run;
using ::testing::IsEmpty;
using namespace std::chrono_literals;

class MongoRaces : public MongoTest {
protected:
    Result<Follow> follow(std::uint64_t follower, std::uint64_t followee) {
        return run(stores().follows->follow({FollowId{++edges_}, UserId{follower}, UserId{followee}, noon, {}}));
    }
    void unfollow(std::uint64_t follower, std::uint64_t followee) {
        run(stores().follows->unfollow(UserId{follower}, UserId{followee}, noon, {})).value();
    }
    std::vector<Follow> edges() { return run(stores().follows->edges(std::nullopt, 1000)).value().items; }
    /// How many devices somebody has.
    std::size_t devices(std::uint64_t user) {
        const auto page = run(stores().devices->of_users({UserId{user}}, {}, 1)).value();
        return page.items.empty() ? 0 : page.items.front().devices.size();
    }

    std::atomic<std::uint64_t> edges_{1000};
};

TEST_F(MongoRaces, OfManyWhoRegisterAsOneOneIs) {
    constexpr int names = 15;
    std::atomic<int> added{0};
    race([&](int racer) {
        for (int name = 0; name < names; ++name) {
            auto account = an_account(100 * static_cast<std::uint64_t>(racer + 1) + static_cast<std::uint64_t>(name),
                                      "name" + std::to_string(name));
            account.user.email = std::to_string(racer) + "-" + std::to_string(name) + "@example.org";
            account.session.token_digest = account.user.email;
            const auto outcome = run(stores().accounts->add(account));
            if (outcome) ++added;
            if (!outcome) EXPECT_EQ(outcome.error().code(), taken);
        }
    });
    EXPECT_EQ(added, names);
    EXPECT_EQ(world().told("user.created"), static_cast<std::size_t>(names));
    for (int name = 0; name < names; ++name) {
        const auto bearer = run(stores().people->by_username("name" + std::to_string(name))).value();
        ASSERT_TRUE(bearer);
        for (int racer = 0; racer < racers; ++racer) {
            const auto email = std::to_string(racer) + "-" + std::to_string(name) + "@example.org";
            EXPECT_EQ(run(stores().people->by_email(email)).value().has_value(), email == bearer->email);
        }
    }
    // The addresses of those who lost are free.
    for (int racer = 0; racer < racers; ++racer) {
        auto account = an_account(900 + static_cast<std::uint64_t>(racer), "later" + std::to_string(racer));
        account.user.email = std::to_string(racer) + "-0@example.org";
        if (!run(stores().people->by_email(account.user.email)).value()) EXPECT_TRUE(run(stores().accounts->add(account)));
    }
}

TEST_F(MongoRaces, ARegistrationThatIsSentManyTimesMakesOnePerson) {
    constexpr std::uint64_t people = 10;
    std::atomic<int> added{0};
    race([&](int racer) {
        for (std::uint64_t i = 0; i < people; ++i) {
            auto account = an_account(100 * static_cast<std::uint64_t>(racer + 1) + i, "name" + std::to_string(i));
            account.key = RequestKey{"key" + std::to_string(i), "body"};
            const auto outcome = run(stores().accounts->add(account));
            ASSERT_TRUE(outcome);
            if (!outcome->before) ++added;
            if (outcome->before) EXPECT_TRUE(run(stores().people->by_id(outcome->before->user)).value());
        }
    });
    EXPECT_EQ(added, static_cast<int>(people));
    EXPECT_EQ(world().told("user.created"), people);
}

TEST_F(MongoRaces, NamesThatManyTakeAndGiveUpAreEachOnes) {
    for (std::uint64_t id = 1; id <= racers; ++id) add(id, "start" + std::to_string(id));
    race([&](int racer) {
        std::mt19937 random{static_cast<unsigned>(racer)};
        for (int turn = 0; turn < 25; ++turn) {
            UserChange change;
            if (turn % 10 == 0) world().tend();
            change.user = find(1 + random() % racers);
            change.user.username = "name" + std::to_string(random() % 5);
            ++change.user.version;
            const auto outcome = run(stores().accounts->change(change));
            if (!outcome) EXPECT_TRUE(outcome.error().code() == taken || outcome.error().code() == changed_meanwhile);
        }
    });
    world().clock().advance(61s);
    world().tend();
    std::set<std::string> names;
    for (std::uint64_t id = 1; id <= racers; ++id) {
        const auto user = find(id);
        EXPECT_TRUE(names.insert(user.username).second) << user.username;
        const auto bearer = run(stores().people->by_username(user.username)).value();
        ASSERT_TRUE(bearer) << user.username;
        EXPECT_EQ(bearer->id, user.id);
    }
    // No more names are held than are borne: two of each.
    world().with([](mongo::Connection& connection) { EXPECT_EQ(connection.count("name_claim", {}), 2u * racers); });
}

TEST_F(MongoRaces, AFollowThatManyAskForBeginsOnce) {
    for (std::uint64_t id = 1; id <= 11; ++id) add(id, "user" + std::to_string(id));
    race([&](int) {
        for (std::uint64_t followee = 2; followee <= 11; ++followee) EXPECT_TRUE(follow(1, followee));
    });
    EXPECT_EQ(world().told("follow.created"), 10u);
    EXPECT_EQ(find(1).following_count, 10);
    for (std::uint64_t followee = 2; followee <= 11; ++followee) EXPECT_EQ(find(followee).followers_count, 1);
}

TEST_F(MongoRaces, CountsAreExactWhoeverFollowsAndLeavesMeanwhile) {
    constexpr std::uint64_t people = 6;
    for (std::uint64_t id = 1; id <= people; ++id) add(id, "user" + std::to_string(id));
    race([&](int racer) {
        std::mt19937 random{static_cast<unsigned>(racer)};
        for (int turn = 0; turn < 60; ++turn) {
            if (turn % 10 == 0) world().tend();
            const auto follower = 1 + random() % people;
            const auto followee = 1 + random() % people;
            if (follower == followee) continue;
            if (random() % 3 == 0) {
                unfollow(follower, followee);
            } else {
                EXPECT_TRUE(follow(follower, followee));
            }
        }
    });
    std::map<std::uint64_t, std::int64_t> followers;
    std::map<std::uint64_t, std::int64_t> following;
    for (const auto& edge : edges()) {
        if (edge.state != FollowState::active) continue;
        ++followers[edge.followee.value];
        ++following[edge.follower.value];
    }
    for (std::uint64_t id = 1; id <= people; ++id) {
        EXPECT_EQ(find(id).followers_count, followers[id]) << id;
        EXPECT_EQ(find(id).following_count, following[id]) << id;
    }
}

TEST_F(MongoRaces, OfManyWhoUseARefreshTokenOneIsFirst) {
    add(1, "ana");
    std::atomic<int> rotated{0};
    std::atomic<int> repeated{0};
    race([&](int racer) {
        const auto outcome = run(stores().sessions->rotate({"ana", "next" + std::to_string(racer), noon + 1s, {}})).value();
        ASSERT_TRUE(outcome);
        if (outcome->verdict == RefreshVerdict::rotate) ++rotated;
        if (outcome->verdict == RefreshVerdict::repeat) ++repeated;
    });
    EXPECT_EQ(rotated, 1);
    EXPECT_EQ(repeated, racers - 1);
    // One of the answers is the newest; the session goes on with it.
    int served = 0;
    for (int racer = 0; racer < racers; ++racer) {
        std::int64_t number = 0;
        world().with([&](mongo::Connection& connection) {
            const mongo::Document digest{{"_id", "next" + std::to_string(racer)}};
            number = connection.find_one("refresh_token", digest)->view().integer("number");
        });
        if (number != 1 + racers) continue;
        const auto next = run(stores().sessions->rotate({"next" + std::to_string(racer), "last", noon + 2s, {}})).value();
        ASSERT_TRUE(next);
        EXPECT_EQ(next->verdict, RefreshVerdict::rotate);
        ++served;
    }
    EXPECT_EQ(served, 1);
}

TEST_F(MongoRaces, NothingOfSomebodyWhoIsDeletedWhileTheyAreFollowedIsLeft) {
    for (std::uint64_t id = 1; id <= 31; ++id) add(id, "user" + std::to_string(id));
    const auto clear = [&] {
        while (run(stores().deletions->clear_some(UserId{1}, 5)).value()) {
        }
    };
    std::atomic<int> followed{0};
    race([&](int racer) {
        if (racer == 0) {
            while (followed < 6) std::this_thread::yield();
            ASSERT_TRUE(run(stores().deletions->begin(UserId{1}, noon, {})));
            clear();
            return;
        }
        for (std::uint64_t other = 2; other <= 31; ++other) {
            if (other % 3 != static_cast<std::uint64_t>(racer - 1)) continue;
            follow(other, 1);  // refused, once they are gone
            follow(1, other);
            ++followed;
        }
    });
    for (const auto keeper : keepers) run(stores().deletions->answered(UserId{1}, keeper)).value();
    EXPECT_TRUE(run(stores().deletions->finish(UserId{1})).value());
    EXPECT_THAT(edges(), IsEmpty());
    for (std::uint64_t id = 1; id <= 31; ++id) {
        EXPECT_EQ(find(id).followers_count, 0) << id;
        EXPECT_EQ(find(id).following_count, 0) << id;
    }
    EXPECT_GE(world().told("follow.deleted"), 12u);
}

TEST_F(MongoRaces, AnUnfollowThatIsNotToldYetIsToldThoughItsEdgeGoes) {
    add(1, "ana");
    add(2, "bia");
    ASSERT_TRUE(follow(2, 1));
    unfollow(2, 1);
    ASSERT_TRUE(run(stores().deletions->begin(UserId{1}, noon, {})));
    EXPECT_FALSE(run(stores().deletions->clear_some(UserId{1}, 5)).value());
    EXPECT_THAT(edges(), IsEmpty());
    EXPECT_EQ(world().told("follow.deleted"), 1u);
}

TEST_F(MongoRaces, NobodyStaysSignedInWhoIsDeletedMeanwhile) {
    add(1, "ana");
    race([&](int racer) {
        if (racer == 0) {
            ASSERT_TRUE(run(stores().deletions->begin(UserId{1}, noon, {})));
            return;
        }
        for (std::uint64_t i = 0; i < 12; ++i) {
            const auto id = 100 * static_cast<std::uint64_t>(racer) + i;
            auto session = a_session(id, UserId{1}, "t" + std::to_string(id));
            session.device = fcm("phone" + std::to_string(id));
            run(stores().sessions->open(session, {}));
        }
    });
    world().with([](mongo::Connection& connection) {
        EXPECT_EQ(connection.count("session", mongo::Document{{"used_at", mongo_store::lives()}}), 0u);
        EXPECT_EQ(connection.count("refresh_token", {}), 0u);
    });
    EXPECT_EQ(world().told("user.deleted"), 1u);
}

TEST_F(MongoRaces, ATokenOfADeviceThatManySetIsOnes) {
    for (std::uint64_t id = 1; id <= racers; ++id) add(id, "user" + std::to_string(id));
    race([&](int racer) {
        const SessionId session{1'000'001 + static_cast<std::uint64_t>(racer)};
        for (int turn = 0; turn < 20; ++turn) EXPECT_TRUE(run(stores().devices->put(session, fcm("phone"))));
    });
    std::size_t all = 0;
    for (std::uint64_t id = 1; id <= racers; ++id) all += devices(id);
    EXPECT_EQ(all, 1u);
}

}  // namespace
}  // namespace instante::authentication::testing
