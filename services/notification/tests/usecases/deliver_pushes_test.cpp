#include <gtest/gtest.h>

#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "notification/tests/usecases/deliver_fixture.hpp"
#include "notification/usecases/watch_backlog.hpp"

namespace instante::notification {
namespace {

using namespace samples;
using std::chrono_literals::operator""h;
using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;
using testing::ValuesIn;

const auto first = id_at(1ms);

using DeliverPushesTest = DeliverFixture;

TEST_P(DeliverPushesTest, HandsOverWhatIsOwedOnce) {
    owe(first, {"a", "b", "c"});
    RecordingPushService service;
    deliver(service, 3);
    ASSERT_EQ(service.messages.size(), 3u);
    EXPECT_EQ(journal_->count(PushEnd::delivered), 3u);
    EXPECT_EQ(owed(), 0u);
    const auto& message = service.messages[0];
    EXPECT_EQ(message.token, "a");
    EXPECT_EQ(message.notification, first);
    EXPECT_EQ(message.title, "Publicação nova de Ana Lima");
    EXPECT_EQ(message.body, "Summer");
    EXPECT_EQ(message.image, "p/1/2-320.jpg");
    EXPECT_EQ(message.actor, ana.id);
    EXPECT_EQ(message.publication, PublicationId{first.value});
}

TEST_P(DeliverPushesTest, TellsAuthenticationOfADeviceThatIsGone) {
    owe(first, {"dead", "alive"});
    RecordingPushService service{[](const PushMessage& message) -> PushAnswer {
        if (message.token == "dead") return DeviceGone{};
        return Delivered{};
    }};
    deliver(service, 2);
    EXPECT_EQ(owed(), 0u);
    EXPECT_EQ(world_->announced().back().message.body, R"({"devices":[{"user":"9","kind":"fcm","token":"dead"}]})");
}

TEST_P(DeliverPushesTest, TriesAgainLaterWhatDidNotGetThrough) {
    owe(first, {"a"});
    RecordingPushService away{[](const PushMessage&) -> PushAnswer { return NotNow{30s, "503"}; }};
    deliver(away, 1);
    EXPECT_EQ(journal_->count(PushEnd::retried), 1u);
    const auto page = async::run(stores().pushes->due(world_->clock.now(), std::nullopt, 10)).value();
    EXPECT_TRUE(page.pushes.empty());
    ASSERT_TRUE(page.next);
    EXPECT_GE(*page.next, noon + 30s);
    EXPECT_LE(*page.next, noon + 36s);

    world_->clock.advance(36s);
    RecordingPushService back;
    deliver(back, 1);
    EXPECT_EQ(back.messages.size(), 1u);
    EXPECT_EQ(owed(), 0u);
}

TEST_P(DeliverPushesTest, CountsTheTries) {
    owe(first, {"a"});
    RecordingPushService away{[](const PushMessage&) -> PushAnswer { return NotNow{std::nullopt, "503"}; }};
    std::vector<std::chrono::milliseconds> waits;
    for (int i = 0; i < 4; ++i) {
        deliver(away, 1);
        const auto page = async::run(stores().pushes->due(world_->clock.now(), std::nullopt, 10)).value();
        waits.push_back(page.next.value() - world_->clock.now());
        world_->clock.advance(waits.back());
    }
    for (std::size_t i = 0; i < waits.size(); ++i) {
        EXPECT_GE(waits[i], 1s * (1 << i)) << "longer each time";
        EXPECT_LE(waits[i], 1250ms * (1 << i));
    }
}

TEST_P(DeliverPushesTest, GivesUpAfterADay) {
    owe(first, {"a"});
    world_->clock.advance(25h);
    RecordingPushService away{[](const PushMessage&) -> PushAnswer { return NotNow{std::nullopt, "503"}; }};
    deliver(away, 1);
    EXPECT_EQ(away.messages.size(), 1u) << "a last try it has";
    EXPECT_EQ(journal_->count(PushEnd::expired), 1u);
    EXPECT_EQ(owed(), 0u);
}

TEST_P(DeliverPushesTest, NeverTriesAgainWhatIsRefused) {
    owe(first, {"a"});
    RecordingPushService service{[](const PushMessage&) -> PushAnswer { return Refused{"400"}; }};
    deliver(service, 1);
    EXPECT_EQ(journal_->count(PushEnd::refused), 1u);
    EXPECT_EQ(owed(), 0u);
    EXPECT_TRUE(world_->announced_to("token-invalid").empty());
}

TEST_P(DeliverPushesTest, SendsNothingThatIsNotWantedAnyMore) {
    owe(first, {"a", "b"});
    ASSERT_TRUE(async::run(stores().notifications->hide(PublicationId{first.value})));
    RecordingPushService service;
    deliver(service, 2);
    EXPECT_TRUE(service.messages.empty());
    EXPECT_EQ(journal_->count(PushEnd::unwanted), 2u);
    EXPECT_EQ(owed(), 0u);
}

TEST_P(DeliverPushesTest, TakesWhatComesWhileItWorks) {
    owe(first, {"a"});
    RecordingPushService service;
    auto work = [&]() -> Task<void> {
        auto loop = co_await async::this_loop();
        RecordingJournal journal{loop};
        DeliverPushes deliver{*stores().pushes, service, journal, world_->clock, loop};
        async::Scope scope{loop};
        scope.spawn(deliver.run());
        co_await journal.until_ended(1);
        const auto second = id_at(2ms);
        auto opened = co_await stores().notifications->open(published(second), {});
        EXPECT_TRUE(opened);
        auto news = page(second, {reader(davi, {"b"})});
        auto spread = co_await stores().notifications->spread(std::move(news), world_->clock.now(), {});
        EXPECT_TRUE(spread);
        deliver.wake();
        co_await journal.until_ended(2);
        deliver.finish();
        auto outcome = co_await scope.join();
        EXPECT_TRUE(outcome);
    };
    async::run(work());
    EXPECT_EQ(owed(), 0u);
}

/// In its third watch it finds what somebody had in hand who died.
class WatchingStore final : public PushStore {
public:
    WatchingStore(PushStore& inner, std::function<Task<void>()> find) : inner_(inner), find_(std::move(find)) {}
    Task<Result<DuePage>> due(core::Timestamp now, std::optional<DueKey> after, std::size_t limit) override {
        return inner_.due(now, std::move(after), limit);
    }
    Task<Result<void>> settle(std::vector<Settlement> settlements) override { return inner_.settle(std::move(settlements)); }
    Task<Result<bool>> drop_old(NotificationId oldest, std::size_t limit) override { return inner_.drop_old(oldest, limit); }
    Task<Result<Backlog>> backlog() override { return inner_.backlog(); }
    Task<Result<bool>> watch(core::Timestamp /*now*/) override {
        if (++watches_ != 3) co_return false;
        co_await find_();
        co_return true;
    }

private:
    PushStore& inner_;
    std::function<Task<void>()> find_;
    int watches_ = 0;
};

TEST_P(DeliverPushesTest, WatchesTheOthersAndTakesWhatTheDeadHeld) {
    auto find = [&]() -> Task<void> {
        auto opened = co_await stores().notifications->open(published(first), {});
        EXPECT_TRUE(opened);
        auto news = page(first, {reader(davi, {"b"})});
        auto spread = co_await stores().notifications->spread(std::move(news), world_->clock.now(), {});
        EXPECT_TRUE(spread);
    };
    WatchingStore store{*stores().pushes, find};
    RecordingPushService service;
    deliver_from(store, service, 1, {.watch_every = 1ms});
    EXPECT_EQ(service.messages.size(), 1u);
    EXPECT_EQ(owed(), 0u);
}

TEST_P(DeliverPushesTest, TellsHowManyAreOwed) {
    owe(first, {"a", "b"});
    world_->clock.advance(61s);
    auto work = [&]() -> Task<void> {
        auto loop = co_await async::this_loop();
        RecordingJournal journal{loop};
        WatchBacklog watch{*stores().pushes, journal, world_->clock};
        auto watched = co_await watch();
        EXPECT_TRUE(watched);
        EXPECT_EQ(journal.depth, 2u);
        EXPECT_EQ(journal.age, 61s - 1ms);
    };
    async::run(work());
}

INSTANTIATE_TEST_SUITE_P(Engines, DeliverPushesTest, ValuesIn(engines()), delivering_engine_name);

}  // namespace
}  // namespace instante::notification
