#include <gmock/gmock.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "async/loops.hpp"
#include "async/signal.hpp"
#include "async/within.hpp"
#include "bus_suite.hpp"

// The part of the suite that is about consumers: retries, pauses, prefetch, stopping, sharing.
namespace instante::bus {

using namespace std::chrono_literals;
using async::run;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

/// Counts what it is given, then answers as `answer` says, by attempt.
struct Counting {
    std::vector<int> attempts;
    std::function<Result<void>(int)> answer = [](int) { return Result<void>{}; };
};

Task<Result<void>> count(std::shared_ptr<Counting> counting, Message message) {
    counting->attempts.push_back(message.attempt);
    co_return counting->answer(static_cast<int>(counting->attempts.size()));
}

Handler counting_handler(const std::shared_ptr<Counting>& counting) {
    return [counting](Message message) { return count(counting, std::move(message)); };
}

}  // namespace

TEST_P(BusSuite, TriesAFailedMessageAgainAsTheNextAttempt) {
    declare("work");
    ASSERT_TRUE(publish(to_queue(queue("work")), {"a"}));
    auto counting = std::make_shared<Counting>();
    counting->answer = [](int calls) { return calls < 3 ? Result<void>{core::Error{core::unavailable}} : Result<void>{}; };
    run(consume_until(bus(), queue("work"), 1, counting_handler(counting), [&] { return counting->attempts.size() == 3; }));
    EXPECT_THAT(counting->attempts, ElementsAre(0, 1, 2));
    const auto after = depth_when("work", [](const Depth& depth) { return depth.ready == 0; });
    EXPECT_EQ(after.ready, 0u);
    EXPECT_EQ(after.dead, 0u);
}

TEST_P(BusSuite, AMessageIsDeadAfterItsLastRetry) {
    declare("work");
    ASSERT_TRUE(publish(to_queue(queue("work")), {"a"}));
    auto counting = std::make_shared<Counting>();
    counting->answer = [](int) { return Result<void>{core::Error{core::unavailable, "the printer is on fire"}}; };
    run(consume_until(bus(), queue("work"), 1, counting_handler(counting), [&] { return counting->attempts.size() == 3; }));
    EXPECT_EQ(depth_when("work", [](const Depth& depth) { return depth.dead == 1; }).dead, 1u);
    EXPECT_THAT(counting->attempts, ElementsAre(0, 1, 2));
    const auto dead = run(bus().dead(queue("work"), "", 10)).value();
    ASSERT_EQ(dead.size(), 1u);
    EXPECT_EQ(dead[0].queue, queue("work"));
    EXPECT_EQ(dead[0].message.id, "a");
    EXPECT_EQ(dead[0].message.attempt, 2);
    EXPECT_EQ(dead[0].reason, "unavailable: the printer is on fire");
}

TEST_P(BusSuite, AMessageThatCanNeverSucceedIsDeadAtOnce) {
    declare("work");
    park("work", {"a"});
    const auto dead = run(bus().dead(queue("work"), "", 10)).value();
    ASSERT_EQ(dead.size(), 1u);
    EXPECT_EQ(dead[0].message.attempt, 0);
    EXPECT_EQ(dead[0].reason, "invalid-fields: not ours");
    EXPECT_GT(dead[0].since, core::Timestamp{});
    EXPECT_EQ(depth("work").ready, 0u);
}

TEST_P(BusSuite, AnExceptionOfAHandlerCountsAsABug) {
    declare("work");
    ASSERT_TRUE(publish(to_queue(queue("work")), {"a"}));
    std::size_t calls = 0;
    Handler throwing = [&calls](Message) -> Task<Result<void>> {
        ++calls;
        throw std::runtime_error{"out of paper"};
    };
    run(consume_until(bus(), queue("work"), 1, throwing, [&calls] { return calls == 3; }));
    EXPECT_EQ(depth_when("work", [](const Depth& depth) { return depth.dead == 1; }).dead, 1u);
    EXPECT_EQ(calls, 3u);
    EXPECT_THAT(run(bus().dead(queue("work"), "", 1)).value().at(0).reason, HasSubstr("out of paper"));
}

TEST_P(BusSuite, PausesAndCountsNothingWhileTheServicesEngineIsAway) {
    declare("work");
    ASSERT_TRUE(publish(to_queue(queue("work")), {"a", "b"}));
    auto counting = std::make_shared<Counting>();
    counting->answer = [](int calls) { return calls <= 10 ? Result<void>{core::Error{core::engine_away}} : Result<void>{}; };
    run(consume_until(bus(), queue("work"), 2, counting_handler(counting), [&] { return counting->attempts.size() == 12; }));
    EXPECT_THAT(counting->attempts, testing::Each(0));
    const auto after = depth_when("work", [](const Depth& depth) { return depth.ready == 0; });
    EXPECT_EQ(after.ready, 0u);
    EXPECT_EQ(after.dead, 0u);
}

namespace {

struct Hands {
    std::size_t now = 0;
    std::size_t most = 0;
    std::size_t handled = 0;
};

Task<Result<void>> hold(std::shared_ptr<Hands> hands, std::chrono::milliseconds time) {
    hands->most = std::max(hands->most, ++hands->now);
    co_await async::sleep(time);
    --hands->now;
    ++hands->handled;
    co_return Result<void>{};
}

}  // namespace

TEST_P(BusSuite, HandsOutAtMostPrefetchMessagesAtATime) {
    declare("work");
    ASSERT_TRUE(publish(to_queue(queue("work")), numbered(20)));
    auto hands = std::make_shared<Hands>();
    Handler holding = [hands](Message) { return hold(hands, 2ms); };
    run(consume_until(bus(), queue("work"), 4, holding, [hands] { return hands->handled == 20; }));
    EXPECT_EQ(hands->handled, 20u);
    EXPECT_EQ(hands->most, 4u);
}

TEST_P(BusSuite, StopTakesNoMoreAndWaitsForWhatIsInHand) {
    declare("work");
    ASSERT_TRUE(publish(to_queue(queue("work")), numbered(10)));
    auto hands = std::make_shared<Hands>();
    const auto stop_midway = [](Bus& bus, std::string name, std::shared_ptr<Hands> working) -> Task<void> {
        auto loop = co_await async::this_loop();
        const async::Signal begun{loop};
        Handler holding = [working, begun](Message) {
            begun.notify();
            return hold(working, 30ms);
        };
        auto consumer = bus.consume(std::move(name), 3, loop, std::move(holding));
        co_await begun.wait();
        co_await consumer->stop();
    };
    run(stop_midway(bus(), queue("work"), hands));
    EXPECT_EQ(hands->now, 0u);
    EXPECT_EQ(hands->handled, hands->most);
    EXPECT_LE(hands->handled, 3u);
    const auto left = depth_when("work", [](const Depth& depth) { return depth.in_flight == 0; });
    EXPECT_EQ(left.ready, 10 - hands->handled);
}

TEST_P(BusSuite, AMessageWhoseHandlerIsCancelledIsPutBack) {
    declare("work");
    ASSERT_TRUE(publish(to_queue(queue("work")), {"a"}));
    const auto stop = [](Consumer* consumer) -> Task<Result<void>> {
        co_await consumer->stop();
        co_return Result<void>{};
    };
    const auto cancel = [stop](Bus& bus, std::string name) -> Task<void> {
        auto loop = co_await async::this_loop();
        const async::Signal begun{loop};
        auto forever = std::make_shared<Hands>();
        Handler holding = [forever, begun](Message) {
            begun.notify();
            return hold(forever, 24h);
        };
        auto consumer = bus.consume(std::move(name), 3, loop, std::move(holding));
        co_await begun.wait();
        auto stopping = async::within(5ms, stop(consumer.get()));
        auto stopped = co_await std::move(stopping);
        static_cast<void>(stopped);
    };
    run(cancel(bus(), queue("work")));
    const auto again = run(take(bus(), queue("work"), 1));
    ASSERT_EQ(again.size(), 1u);
    EXPECT_EQ(again[0].attempt, 0);
}

TEST_P(BusSuite, ARetryDoesNotHoldUpOtherMessages) {
    declare("work");
    ASSERT_TRUE(publish(to_queue(queue("work")), numbered(20)));
    std::vector<std::string> handled;
    Handler failing_first = [&handled](Message message) -> Task<Result<void>> {
        if (message.id == "0" && message.attempt == 0) co_return core::Error{core::unavailable};
        handled.push_back(message.id);
        co_return Result<void>{};
    };
    run(consume_until(bus(), queue("work"), 1, failing_first, [&] { return handled.size() == 20; }));
    ASSERT_EQ(handled.size(), 20u);
    EXPECT_NE(handled.front(), "0");
    EXPECT_THAT(handled, testing::Contains("0"));
}

namespace {

struct Shared {
    std::mutex mutex;
    std::map<std::string, int> seen;
    std::atomic<std::size_t> total{0};
};

Task<void> publish_one_by_one(Bus& bus, std::string queue, std::string prefix, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
        auto messages = outgoing(to_queue(queue), {prefix + std::to_string(i)});
        auto published = co_await bus.publish(std::move(messages));
        EXPECT_TRUE(published);
    }
}

Task<void> consume_shared(Bus& bus, std::string queue, std::shared_ptr<Shared> shared, std::size_t wanted) {
    Handler handler = [shared](Message message) -> Task<Result<void>> {
        {
            const std::lock_guard lock{shared->mutex};
            ++shared->seen[message.id];
        }
        ++shared->total;
        co_return Result<void>{};
    };
    auto consuming =
        consume_until(bus, std::move(queue), 16, std::move(handler), [shared, wanted] { return shared->total >= wanted; });
    co_await std::move(consuming);
}

}  // namespace

TEST_P(BusSuite, ConsumersOnSeveralLoopsShareAQueueThatManyPublishTo) {
    declare("work");
    constexpr std::size_t each = 300;
    auto shared = std::make_shared<Shared>();
    async::Loops loops{4};
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < 2; ++i) {
        threads.emplace_back([&, i] { loops.run(i, consume_shared(bus(), queue("work"), shared, 2 * each)); });
        threads.emplace_back(
            [&, i] { loops.run(2 + i, publish_one_by_one(bus(), queue("work"), std::to_string(i) + "-", each)); });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(shared->seen.size(), 2 * each);
    EXPECT_EQ(shared->total, 2 * each);
    loops.stop();
}

}  // namespace instante::bus
