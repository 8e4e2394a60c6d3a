#include <gtest/gtest.h>

#include <map>
#include <set>

#include "notification/tests/support/flaky_stores.hpp"
#include "notification/tests/usecases/deliver_fixture.hpp"

namespace instante::notification {
namespace {

using namespace samples;
using std::chrono_literals::operator""h;
using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;
using testing::ValuesIn;

const auto first = id_at(1ms);

using DeliveryUnderStress = DeliverFixture;

/// Holds every push until it is let go, and counts those it holds.
class HoldingPushService final : public PushService {
public:
    Task<PushAnswer> send(PushMessage message) override {
        tokens.insert(message.token);
        most = std::max(most, ++held_now_);
        const async::OneShot<bool> turn;
        held_.push_back(turn);
        auto let_go = co_await turn.wait();
        static_cast<void>(let_go);
        --held_now_;
        co_return Delivered{};
    }
    void let_go() {
        for (const auto& turn : std::exchange(held_, {})) turn.set(true);
    }
    [[nodiscard]] std::size_t held() const { return held_.size(); }

    std::set<std::string> tokens;
    std::size_t most = 0;

private:
    std::vector<async::OneShot<bool>> held_;
    std::size_t held_now_ = 0;
};

TEST_P(DeliveryUnderStress, HoldsNoMoreThanItsWindow) {
    std::vector<std::string> tokens;
    for (int i = 0; i < 95; ++i) tokens.push_back(std::to_string(i));
    owe(first, tokens);
    HoldingPushService service;
    auto work = [&]() -> Task<void> {
        auto loop = co_await async::this_loop();
        RecordingJournal journal{loop};
        DeliverOptions options;
        options.window = 10;
        DeliverPushes deliver{*stores().pushes, service, journal, world_->clock, loop, options};
        async::Scope scope{loop};
        scope.spawn(deliver.run());
        while (journal.ends.size() < tokens.size()) {
            service.let_go();
            co_await async::sleep(1ms);
        }
        deliver.finish();
        auto outcome = co_await scope.join();
        EXPECT_TRUE(outcome);
    };
    async::run(work());
    EXPECT_EQ(service.most, 10u);
    EXPECT_EQ(service.tokens.size(), 95u);
    EXPECT_EQ(owed(), 0u);
}

TEST_P(DeliveryUnderStress, FinishesWhatIsInHand) {
    owe(first, {"a", "b"});
    HoldingPushService service;
    auto work = [&]() -> Task<void> {
        auto loop = co_await async::this_loop();
        RecordingJournal journal{loop};
        DeliverPushes deliver{*stores().pushes, service, journal, world_->clock, loop};
        async::Scope scope{loop};
        scope.spawn(deliver.run());
        while (service.held() < 2) co_await async::sleep(1ms);
        deliver.finish();
        service.let_go();
        auto outcome = co_await scope.join();
        EXPECT_TRUE(outcome);
    };
    async::run(work());
    EXPECT_EQ(owed(), 0u) << "answered and noted, so that the next start does not push again";
}

TEST_P(DeliveryUnderStress, ADeathBetweenAnswerAndNotePushesOnceMoreAndLosesNothing) {
    owe(first, {"a", "b"});
    std::map<std::string, int> sent;
    RecordingPushService service{[&](const PushMessage& message) -> PushAnswer {
        ++sent[message.token];
        return Delivered{};
    }};
    auto die = [&]() -> Task<void> {
        auto loop = co_await async::this_loop();
        RecordingJournal journal{loop};
        DeliverOptions options;
        options.gather = 1h;  // answered, and not noted for long
        DeliverPushes deliver{*stores().pushes, service, journal, world_->clock, loop, options};
        async::Scope scope{loop};
        scope.spawn(deliver.run());
        co_await journal.until_ended(2);
        scope.cancel();
        auto outcome = co_await scope.join();
        static_cast<void>(outcome);
    };
    async::run(die());
    EXPECT_EQ(owed(), 2u);
    deliver(service, 2);
    EXPECT_EQ(sent, (std::map<std::string, int>{{"a", 2}, {"b", 2}}));
    EXPECT_EQ(owed(), 0u);
}

TEST_P(DeliveryUnderStress, OutlivesAStoreThatFails) {
    owe(first, {"a", "b", "c"});
    auto flaky = make_flaky_stores(stores(), {.nth = 2, .when = FlakyPlan::When::before});
    std::map<std::string, int> sent;
    RecordingPushService service{[&](const PushMessage& message) -> PushAnswer {
        ++sent[message.token];
        return Delivered{};
    }};
    deliver_from(*flaky.pushes, service, 3);
    EXPECT_GE(journal_->store_failures, 1);
    deliver(service, 0);
    for (const auto& [token, count] : sent) EXPECT_EQ(count, 1) << token;
}

TEST_P(DeliveryUnderStress, LeavesAServiceAloneThatTakesNothing) {
    std::vector<std::string> tokens;
    for (int i = 0; i < 30; ++i) tokens.push_back(std::to_string(100 + i));
    owe(first, tokens);
    bool away = true;
    RecordingPushService service{[&](const PushMessage&) -> PushAnswer {
        if (away) return NotNow{std::nullopt, "connection refused"};
        return Delivered{};
    }};
    auto work = [&]() -> Task<void> {
        auto loop = co_await async::this_loop();
        journal_ = std::make_unique<RecordingJournal>(loop);
        DeliverOptions options;
        options.patience = {5, 1ms, 4ms};
        DeliverPushes deliver{*stores().pushes, service, *journal_, world_->clock, loop, options};
        async::Scope scope{loop};
        scope.spawn(deliver.run());
        co_await journal_->until_ended(30);
        away = false;
        world_->clock.advance(10s);
        deliver.wake();
        co_await journal_->until_ended(60);
        deliver.finish();
        auto outcome = co_await scope.join();
        EXPECT_TRUE(outcome);
    };
    async::run(work());
    EXPECT_EQ(journal_->aways, 1) << "it is told once";
    EXPECT_EQ(journal_->backs, 1);
    EXPECT_EQ(owed(), 0u);
}

TEST(Patience, PausesLongerEachTimeUntilSomethingSucceeds) {
    Patience patience{{3, 1s, 3s}};
    EXPECT_FALSE(patience.failed());
    EXPECT_FALSE(patience.failed());
    EXPECT_EQ(patience.pause(), 0ms);
    EXPECT_TRUE(patience.failed());
    EXPECT_FALSE(patience.failed()) << "it is lost once";
    EXPECT_EQ(patience.pause(), 1s);
    EXPECT_EQ(patience.pause(), 2s);
    EXPECT_EQ(patience.pause(), 3s);
    EXPECT_EQ(patience.pause(), 3s);
    EXPECT_TRUE(patience.succeeded());
    EXPECT_FALSE(patience.succeeded());
    EXPECT_EQ(patience.pause(), 0ms);
}

INSTANTIATE_TEST_SUITE_P(Engines, DeliveryUnderStress, ValuesIn(engines()), delivering_engine_name);

TEST(DeliveringToThousands, WritesInBatches) {
    constexpr std::size_t followers = 10'000;
    SqliteWorld world;
    auto& stores = world.stores();
    ASSERT_TRUE(async::run(stores.notifications->open(published(first), {})));
    std::string asked;
    for (std::size_t begin = 0; begin < followers; begin += 1000) {
        std::vector<Recipient> readers;
        for (auto i = begin; i < begin + 1000; ++i) readers.push_back(reader(UserId{1000 + i}, {"token-" + std::to_string(i)}));
        const auto next = std::to_string(begin + 1000);
        ASSERT_TRUE(async::run(stores.notifications->spread(page(first, std::move(readers), asked, next), noon, {})));
        asked = next;
    }
    const auto operations = world.database().counts().operations;
    std::set<std::string> tokens;
    RecordingPushService service;
    auto work = [&]() -> Task<void> {
        auto loop = co_await async::this_loop();
        RecordingJournal journal{loop};
        DeliverPushes deliver{*stores.pushes, service, journal, world.clock, loop};
        async::Scope scope{loop};
        scope.spawn(deliver.run());
        co_await journal.until_ended(followers);
        deliver.finish();
        auto outcome = co_await scope.join();
        EXPECT_TRUE(outcome);
    };
    async::run(work());
    for (const auto& message : service.messages) tokens.insert(message.token);
    EXPECT_EQ(service.messages.size(), followers);
    EXPECT_EQ(tokens.size(), followers);
    EXPECT_LE(world.database().counts().operations - operations, followers / 40) << "no transaction of its own for each";
    EXPECT_EQ(async::run(stores.pushes->backlog()).value().depth, 0u);
}

}  // namespace
}  // namespace instante::notification
