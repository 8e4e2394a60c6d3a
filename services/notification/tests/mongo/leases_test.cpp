#include <gtest/gtest.h>

#include <map>
#include <mutex>
#include <set>
#include <thread>

#include "async/scope.hpp"
#include "notification/outbound/memory/recording_push_service.hpp"
#include "notification/tests/support/recording_journal.hpp"
#include "notification/tests/support/world.hpp"
#include "notification/usecases/deliver_pushes.hpp"

namespace instante::notification {
namespace {

using namespace samples;
using namespace std::chrono_literals;

const auto first = id_at(1ms);

/// Pushes that several processes deliver: each has stores of its own over the one database.
class MongoLeases : public testing::Test {
protected:
    void SetUp() override {
        if (mongo::testing::server().empty()) GTEST_SKIP() << "INSTANTE_TEST_MONGODB names no server (tools/engines run -- …)";
        world_ = std::make_unique<MongoWorld>();
    }
    MongoWorld& world() { return *world_; }

    void owe(std::size_t count) {
        ASSERT_TRUE(async::run(world_->stores().notifications->open(published(first), {})));
        std::vector<Recipient> readers;
        for (std::size_t i = 0; i < count; ++i) readers.push_back(reader(UserId{1000 + i}, {"token-" + std::to_string(i)}));
        ASSERT_TRUE(async::run(world_->stores().notifications->spread(page(first, std::move(readers)), noon, {})));
    }
    DuePage due(Stores& of, std::size_t limit = 100) {
        return async::run(of.pushes->due(world_->clock.now(), std::nullopt, limit)).value();
    }
    void settle(Stores& of, const Push& push, decltype(Settlement::outcome) outcome) {
        ASSERT_TRUE(async::run(of.pushes->settle({{push.key, push.user, outcome}})));
    }
    /// Those of `living` say for so long that they live. Whether one of them found what somebody had held who is dead.
    bool live(const std::vector<Stores*>& living, std::chrono::seconds duration) {
        bool found = false;
        for (const auto end = world_->clock.now() + duration; world_->clock.now() < end;
             world_->clock.advance(PushStore::watch_every))
            for (auto* each : living) found = watch(*each) || found;
        return found;
    }
    bool watch(Stores& of) { return async::run(of.pushes->watch(world_->clock.now())).value(); }
    std::size_t owed() { return async::run(world_->stores().pushes->backlog()).value().depth; }

private:
    std::unique_ptr<MongoWorld> world_;
};

TEST_F(MongoLeases, OfManyWhoTakeAtOnceOneIsGivenEach) {
    constexpr std::size_t all = 300;
    owe(all);
    std::mutex mutex;
    std::map<std::string, int> given;
    std::vector<std::thread> threads;
    for (int racer = 0; racer < 4; ++racer)
        threads.emplace_back([&] {
            auto stores = world().more_stores();
            for (auto page = due(stores, 20); !page.pushes.empty() || page.next; page = due(stores, 20))
                for (const auto& each : page.pushes) {
                    {
                        const std::lock_guard lock{mutex};
                        ++given[each.push.key.token];
                    }
                    settle(stores, each.push, Settlement::Done{});
                }
        });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(given.size(), all);
    for (const auto& [token, times] : given) EXPECT_EQ(times, 1) << token;
    EXPECT_EQ(owed(), 0u);
}

TEST_F(MongoLeases, WhatAnInstanceThatDiedHeldIsGivenToAnotherSoon) {
    owe(2);
    auto dead = world().more_stores();
    auto other = world().more_stores();
    auto third = world().more_stores();
    EXPECT_FALSE(live({&dead, &other, &third}, 4s));
    EXPECT_EQ(due(dead).pushes.size(), 2u);
    EXPECT_EQ(due(dead).pushes.size(), 2u) << "what it holds it is given again";
    EXPECT_FALSE(live({&other, &third}, 8s));
    EXPECT_TRUE(due(other).pushes.empty());
    EXPECT_TRUE(live({&other, &third}, 4s));
    EXPECT_EQ(due(other).pushes.size(), 2u);
    EXPECT_TRUE(due(dead).pushes.empty());
    EXPECT_FALSE(live({&other, &third}, 20s)) << "one death is found once";
}

TEST_F(MongoLeases, WhoSaysThatItLivesKeepsWhatItHolds) {
    owe(2);
    auto slow = world().more_stores();
    auto other = world().more_stores();
    EXPECT_EQ(due(slow).pushes.size(), 2u);
    EXPECT_FALSE(live({&slow, &other}, 60s));
    EXPECT_TRUE(due(other).pushes.empty());
}

TEST_F(MongoLeases, WhileTheDatabaseIsAwayNobodyDies) {
    owe(2);
    auto owner = world().more_stores();
    auto other = world().more_stores();
    EXPECT_EQ(due(owner).pushes.size(), 2u);
    EXPECT_FALSE(live({&owner, &other}, 4s));
    world().clock.advance(40s);
    EXPECT_FALSE(live({&other}, 8s)) << "the owner is given as long again as if it had just been heard";
    EXPECT_FALSE(live({&owner, &other}, 20s));
    EXPECT_TRUE(due(other).pushes.empty());
}

TEST_F(MongoLeases, WhoWasTakenForDeadAndIsNotGoesOn) {
    owe(1);
    auto silent = world().more_stores();
    auto other = world().more_stores();
    EXPECT_FALSE(live({&silent, &other}, 4s));
    const auto push = due(silent).pushes.at(0).push;
    EXPECT_TRUE(live({&other}, 12s));
    EXPECT_FALSE(live({&silent, &other}, 4s));
    EXPECT_EQ(due(silent).pushes.size(), 1u) << "nobody has taken it yet";
    EXPECT_FALSE(live({&silent, &other}, 20s));
    EXPECT_TRUE(due(other).pushes.empty());
    settle(silent, push, Settlement::Done{});
    EXPECT_EQ(owed(), 0u);
}

TEST_F(MongoLeases, WhatNobodyFreedIsFreeInTheEnd) {
    owe(2);
    auto dead = world().more_stores();
    auto other = world().more_stores();
    EXPECT_EQ(due(dead).pushes.size(), 2u) << "and it died before it said that it lives";
    world().clock.advance(std::chrono::minutes{2});
    EXPECT_EQ(due(other).pushes.size(), 2u);
    EXPECT_TRUE(due(dead).pushes.empty());
}

TEST_F(MongoLeases, WhoLostALeaseDoesNotPutOffWhatAnotherHolds) {
    owe(1);
    auto late = world().more_stores();
    auto other = world().more_stores();
    const auto push = due(late).pushes.at(0).push;
    world().clock.advance(std::chrono::minutes{2});
    ASSERT_EQ(due(other).pushes.size(), 1u);
    settle(late, push, Settlement::Later{world().clock.now() + std::chrono::hours{1}});
    const auto page = due(other);
    ASSERT_EQ(page.pushes.size(), 1u);
    EXPECT_EQ(page.pushes[0].push.attempt, 0);
    settle(other, push, Settlement::Later{world().clock.now()});
    EXPECT_EQ(due(late).pushes.at(0).push.attempt, 1) << "what failed is anybody's";
}

TEST_F(MongoLeases, WhatWasDeliveredAfterItsLeaseWasLostIsOwedNoMore) {
    owe(2);
    auto late = world().more_stores();
    auto other = world().more_stores();
    const auto pushes = due(late).pushes;
    world().clock.advance(std::chrono::minutes{2});
    ASSERT_EQ(due(other).pushes.size(), 2u);
    settle(late, pushes.at(0).push, Settlement::Done{});
    settle(late, pushes.at(1).push, Settlement::Gone{});
    EXPECT_EQ(owed(), 0u);
    for (const auto& each : pushes) settle(other, each.push, Settlement::Gone{});
    EXPECT_EQ(world().announced_to("token-invalid").size(), 1u) << "a device that is gone is told of once";
}

TEST_F(MongoLeases, APageHasNothingThatWasSettledWhileItWasRead) {
    constexpr std::size_t all = 150;
    owe(all);
    auto& pushes = *world().stores().pushes;
    std::set<PushKey> settled;
    bool ended = false;
    auto settle_all = [&]() -> Task<Result<void>> {
        for (std::size_t i = 0; i < all; ++i) {
            const PushKey key{first, "token-" + std::to_string(i)};
            std::vector<Settlement> settlements;
            settlements.push_back({key, UserId{1000 + i}, Settlement::Done{}});
            auto done = co_await pushes.settle(std::move(settlements));
            EXPECT_TRUE(done);
            settled.insert(key);
        }
        ended = true;
        co_return Result<void>{};
    };
    auto read_all = [&]() -> Task<Result<void>> {
        while (!ended) {
            auto page = co_await pushes.due(noon, std::nullopt, 100);
            EXPECT_TRUE(page);
            if (!page) continue;
            for (const auto& each : page->pushes) EXPECT_FALSE(settled.contains(each.push.key)) << each.push.key.token;
        }
        co_return Result<void>{};
    };
    auto work = [&]() -> Task<void> {
        auto loop = co_await async::this_loop();
        async::Scope scope{loop};
        scope.spawn(settle_all());
        scope.spawn(read_all());
        auto outcome = co_await scope.join();
        EXPECT_TRUE(outcome);
    };
    async::run(work());
    EXPECT_EQ(owed(), 0u);
}

TEST_F(MongoLeases, TwoInstancesShareTheWork) {
    constexpr std::size_t all = 1000;
    owe(all);
    auto one = world().more_stores();
    auto two = world().more_stores();
    RecordingPushService service;
    auto work = [&]() -> Task<void> {
        auto loop = co_await async::this_loop();
        RecordingJournal journal{loop};
        DeliverPushes left{*one.pushes, service, journal, world().clock, loop};
        DeliverPushes right{*two.pushes, service, journal, world().clock, loop};
        async::Scope scope{loop};
        scope.spawn(left.run());
        scope.spawn(right.run());
        co_await journal.until_ended(all);
        left.finish();
        right.finish();
        auto outcome = co_await scope.join();
        EXPECT_TRUE(outcome);
    };
    async::run(work());
    std::set<std::string> tokens;
    for (const auto& message : service.messages) tokens.insert(message.token);
    EXPECT_EQ(service.messages.size(), all) << "none twice";
    EXPECT_EQ(tokens.size(), all);
    EXPECT_EQ(owed(), 0u);
}

}  // namespace
}  // namespace instante::notification
