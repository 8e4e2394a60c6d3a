#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "async/loops.hpp"
#include "async/run.hpp"
#include "async/within.hpp"
#include "consuming.hpp"
#include "scratch_bus.hpp"
#include "sqlite/tests/failing_disk.hpp"

namespace instante::bus {
namespace {

using namespace std::chrono_literals;
using async::run;

Result<void> publish(Bus& bus, const std::vector<std::string>& ids) {
    return run(bus.publish(outgoing(to_queue("work"), ids)));
}

/// Fails everything with `code`, `count` times.
void fail_all(Bus& bus, core::Code code, std::size_t count) {
    std::size_t calls = 0;
    Handler failing = [&calls, code](Message) -> Task<Result<void>> {
        ++calls;
        co_return core::Error{code, "a reason"};
    };
    run(consume_until(bus, "work", count, failing, [&] { return calls >= count; }));
}

Depth depth(Bus& bus) {
    return run(bus.depth("work")).value();
}

TEST(EmbeddedBus, KeepsWhatWasPublishedAcrossARestart) {
    ScratchBus bus;
    ASSERT_TRUE(publish(*bus, {"a", "b", "c"}));
    bus.reopen();
    EXPECT_EQ(depth(*bus).ready, 3u);
    EXPECT_THAT(ids_of(run(take(*bus, "work", 3, 1))), testing::ElementsAre("a", "b", "c"));
}

TEST(EmbeddedBus, DoesNotDeliverAgainWhatWasHandled) {
    ScratchBus bus;
    ASSERT_TRUE(publish(*bus, {"a", "b", "c"}));
    EXPECT_EQ(run(take(*bus, "work", 2, 1)).size(), 2u);
    bus.reopen();
    EXPECT_THAT(ids_of(run(take(*bus, "work", 1, 1))), testing::ElementsAre("c"));
    bus.reopen();
    EXPECT_EQ(depth(*bus).ready, 0u);
}

TEST(EmbeddedBus, KeepsQueuesAndBindingsAcrossARestart) {
    ScratchBus bus;
    Queue queue;
    queue.name = "work";
    queue.events = {"user.*"};
    queue.max_length = 1;
    ASSERT_TRUE(run(bus->declare(queue)));
    bus.reopen();
    ASSERT_TRUE(run(bus->publish(outgoing(to_events("user.created"), {"a"}))));
    EXPECT_EQ(depth(*bus).ready, 1u);
    const auto refused = publish(*bus, {"b"});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code(), core::overloaded);
}

TEST(EmbeddedBus, ForgetsQueuesOfAnInstance) {
    ScratchBus bus;
    Queue queue;
    queue.name = "work";
    queue.events = {"user.*"};
    queue.per_instance = true;
    ASSERT_TRUE(run(bus->declare(queue)));
    ASSERT_TRUE(run(bus->publish(outgoing(to_events("user.created"), {"a"}))));
    EXPECT_EQ(depth(*bus).ready, 1u);
    bus.reopen();
    EXPECT_EQ(depth(*bus).ready, 0u);
}

TEST(EmbeddedBus, DeliversAgainWhatWasInFlight) {
    ScratchBus bus;
    ASSERT_TRUE(publish(*bus, {"a", "b"}));
    std::size_t begun = 0;
    const auto abandon = [](Bus& opened, std::size_t& count) -> Task<void> {
        auto loop = co_await async::this_loop();
        const async::Signal both{loop};
        Handler hang = [&count, both](Message) -> Task<Result<void>> {
            if (++count == 2) both.notify();
            co_await async::sleep(24h);
            co_return Result<void>{};
        };
        auto consumer = opened.consume("work", 2, loop, std::move(hang));
        co_await both.wait();
        auto stop = [](Consumer* stopping) -> Task<Result<void>> {
            co_await stopping->stop();
            co_return Result<void>{};
        };
        auto stopping = async::within(1ms, stop(consumer.get()));
        auto stopped = co_await std::move(stopping);
        static_cast<void>(stopped);
    };
    run(abandon(*bus, begun));
    bus.reopen();
    EXPECT_THAT(ids_of(run(take(*bus, "work", 2))), testing::UnorderedElementsAre("a", "b"));
}

TEST(EmbeddedBus, KeepsDeadLettersAcrossARestart) {
    ScratchBus bus;
    ASSERT_TRUE(publish(*bus, {"a"}));
    fail_all(*bus, core::invalid_fields, 1);
    bus.reopen();
    EXPECT_EQ(depth(*bus).dead, 1u);
    const auto dead = run(bus->dead("work", "", 10)).value();
    ASSERT_EQ(dead.size(), 1u);
    EXPECT_EQ(dead[0].message.id, "a");
    EXPECT_EQ(dead[0].reason, "invalid-fields: a reason");
    ASSERT_TRUE(run(bus->settle_dead("work", "a", true)));
    bus.reopen();
    EXPECT_THAT(ids_of(run(take(*bus, "work", 1))), testing::ElementsAre("a"));
    EXPECT_EQ(depth(*bus).dead, 0u);
}

TEST(EmbeddedBus, KeepsAttemptsAndDelaysAcrossARestart) {
    Delays delays;
    delays.retry = [](int) { return 50ms; };
    ScratchBus bus{delays};
    ASSERT_TRUE(publish(*bus, {"a"}));
    fail_all(*bus, core::unavailable, 1);
    bus.reopen();
    EXPECT_EQ(depth(*bus).ready, 1u);
    const auto again = run(take(*bus, "work", 1));
    ASSERT_EQ(again.size(), 1u);
    EXPECT_EQ(again[0].attempt, 1);
}

TEST(EmbeddedBus, DoesNotWaitForAClockThatWasSetBack) {
    const ScratchFolder folder;
    core::FixedClock clock{core::Timestamp{2'000'000'000'000ms}};
    Delays delays;
    delays.retry = [](int) { return 5ms; };
    auto bus = open_embedded_bus(folder.file(), clock, delays).value();
    ASSERT_TRUE(publish(*bus, {"a"}));
    fail_all(*bus, core::unavailable, 1);
    bus.reset();

    clock.advance(-24h * 365);
    bus = open_embedded_bus(folder.file(), clock, delays).value();
    bus.reset();
    clock.advance(1h);
    bus = open_embedded_bus(folder.file(), clock, delays).value();
    EXPECT_THAT(ids_of(run(take(*bus, "work", 1))), testing::ElementsAre("a"));
}

TEST(EmbeddedBus, ForgetsAfterADayWhatWasSentToQueuesThatNobodyDeclares) {
    core::FixedClock clock{core::Timestamp{std::chrono::hours{500'000}}};
    const ScratchFolder folder;
    auto bus = open_embedded_bus(folder.file(), clock).value();
    Queue work;
    work.name = "work";
    ASSERT_TRUE(run(bus->declare(work)));
    ASSERT_TRUE(publish(*bus, {"a"}));
    ASSERT_TRUE(run(bus->publish(outgoing(to_queue("answers.of-one-that-died"), {"b"}))));
    for (const auto& [age, left] : {std::pair{23h, 1u}, std::pair{2h, 0u}}) {
        bus.reset();
        clock.advance(age);
        bus = open_embedded_bus(folder.file(), clock).value();
        EXPECT_EQ(run(bus->depth("answers.of-one-that-died")).value().ready, left);
        EXPECT_EQ(depth(*bus).ready, 1u);
    }
}

TEST(EmbeddedBus, DeliversABacklogLargerThanItsWindowInOrderAndOnce) {
    ScratchBus bus;
    const auto ids = numbered(3500);
    ASSERT_TRUE(publish(*bus, ids));
    EXPECT_EQ(ids_of(run(take(*bus, "work", 1200, 1))), std::vector(ids.begin(), ids.begin() + 1200));
    bus.reopen();
    EXPECT_EQ(depth(*bus).ready, 2300u);
    EXPECT_EQ(ids_of(run(take(*bus, "work", 2300, 1))), std::vector(ids.begin() + 1200, ids.end()));
    EXPECT_EQ(depth(*bus).ready, 0u);
}

TEST(EmbeddedBus, DeliversABacklogOfRetriesLargerThanItsWindowOnce) {
    Delays delays;
    delays.retry = [](int) { return 1ms; };
    ScratchBus bus{delays};
    constexpr std::size_t count = 2500;
    ASSERT_TRUE(publish(*bus, numbered(count)));
    std::multiset<std::string> handled;
    Handler failing_once = [&handled](Message message) -> Task<Result<void>> {
        if (message.attempt == 0) co_return core::Error{core::unavailable};
        handled.insert(message.id);
        co_return Result<void>{};
    };
    run(consume_until(*bus, "work", 2000, failing_once, [&] { return handled.size() >= count; }));
    EXPECT_EQ(std::set(handled.begin(), handled.end()).size(), count);
    EXPECT_EQ(handled.size(), count);
    EXPECT_EQ(depth(*bus).ready, 0u);
}

TEST(EmbeddedBus, RefusesToPublishWhileTheDiskIsFullAndGoesOnAfterwards) {
    sqlite::FailingDisk disk;
    ScratchBus bus;
    ASSERT_TRUE(publish(*bus, {"a", "b"}));
    disk.fill(true);
    const auto refused = publish(*bus, {"c"});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code(), core::engine_away);
    EXPECT_FALSE(run(bus->ping()));
    EXPECT_EQ(run(take(*bus, "work", 2)).size(), 2u);  // what is in memory is still handed out

    disk.fill(false);
    EXPECT_TRUE(run(bus->ping()));
    ASSERT_TRUE(publish(*bus, {"d"}));
    bus.reopen();
    EXPECT_THAT(ids_of(run(take(*bus, "work", 1))), testing::ElementsAre("d"));
    EXPECT_EQ(depth(*bus).ready, 0u);
}

}  // namespace
}  // namespace instante::bus
