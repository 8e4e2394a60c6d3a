#include "bus_suite.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <random>
#include <stdexcept>
#include <thread>

#include "async/loops.hpp"
#include "async/scope.hpp"
#include "async/signal.hpp"
#include "async/within.hpp"

namespace instante::bus {

using namespace std::chrono_literals;
using async::run;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::UnorderedElementsAre;

Delays short_delays() {
    Delays delays;
    delays.retry = [](int attempt) -> std::optional<std::chrono::milliseconds> {
        if (attempt >= 2) return std::nullopt;
        return 5ms;
    };
    delays.first_pause = 5ms;
    delays.longest_pause = 20ms;
    return delays;
}

BusSuite::BusSuite() : bus_(GetParam().open(short_delays())), prefix_("suite-" + std::to_string(std::random_device{}()) + "-") {}

void BusSuite::declare(const std::string& name, std::vector<std::string> events, std::size_t max_length) {
    Queue declared;
    declared.name = queue(name);
    declared.events = std::move(events);
    declared.max_length = max_length;
    ASSERT_TRUE(run(bus().declare(declared)));
}

Result<void> BusSuite::publish(const Address& address, const std::vector<std::string>& ids) {
    return run(bus().publish(outgoing(address, ids)));
}

std::vector<std::string> BusSuite::receive(const std::string& name, std::size_t count) {
    return ids_of(run(take(bus(), queue(name), count)));
}

Depth BusSuite::depth_when(const std::string& name, const std::function<bool(const Depth&)>& enough) {
    const auto deadline = std::chrono::steady_clock::now() + 20s;
    auto seen = depth(name);
    while (!enough(seen) && std::chrono::steady_clock::now() < deadline) {
        std::this_thread::yield();
        seen = depth(name);
    }
    return seen;
}

namespace {

Task<Result<void>> fail(core::Code code, std::string note = {}) {
    co_return core::Error{code, std::move(note)};
}

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

void BusSuite::park(const std::string& name, const std::vector<std::string>& ids) {
    ASSERT_TRUE(publish(to_queue(queue(name)), ids));
    std::size_t seen = 0;
    Handler refuse = [&seen](Message) {
        ++seen;
        return fail(core::invalid_fields, "not ours");
    };
    run(consume_until(bus(), queue(name), 1, refuse, [&] { return seen == ids.size(); }));
    depth_when(name, [&](const Depth& depth) { return depth.dead >= ids.size(); });
}

TEST_P(BusSuite, DeliversAMessageWithAllItsProperties) {
    declare("work");
    auto sent = message("m-1");
    sent.type = "publication.create.v1";
    sent.body = R"({"text":"été"})";
    sent.timestamp = core::Timestamp{1'700'000'000'123ms};
    sent.correlation_id = "c-1";
    sent.reply_to = "answers";
    sent.trace = {"r-1", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"};
    ASSERT_TRUE(run(bus().publish({{to_queue(queue("work")), sent}})));

    const auto received = run(take(bus(), queue("work"), 1)).at(0);
    EXPECT_EQ(received.id, sent.id);
    EXPECT_EQ(received.type, sent.type);
    EXPECT_EQ(received.body, sent.body);
    EXPECT_EQ(received.timestamp, sent.timestamp);
    EXPECT_EQ(received.correlation_id, sent.correlation_id);
    EXPECT_EQ(received.reply_to, sent.reply_to);
    EXPECT_EQ(received.trace.request_id, sent.trace.request_id);
    EXPECT_EQ(received.trace.traceparent, sent.trace.traceparent);
    EXPECT_EQ(received.attempt, 0);
}

TEST_P(BusSuite, HandsOutInTheOrderOfPublishing) {
    declare("work");
    const auto ids = numbered(50);
    ASSERT_TRUE(publish(to_queue(queue("work")), ids));
    EXPECT_EQ(ids_of(run(take(bus(), queue("work"), ids.size(), 1))), ids);
}

TEST_P(BusSuite, KeepsMessagesForAQueueNobodyDeclaredYet) {
    ASSERT_TRUE(publish(to_queue(queue("later")), {"a"}));
    EXPECT_THAT(receive("later", 1), ElementsAre("a"));
}

TEST_P(BusSuite, DeliversAnEventToEveryQueueBoundToIt) {
    const auto topic = queue("user");
    declare("one", {topic + ".created"});
    declare("two", {topic + ".deleted", topic + ".created"});
    declare("three", {topic + ".deleted"});
    ASSERT_TRUE(publish(to_events(topic + ".created"), {"a"}));
    EXPECT_THAT(receive("one", 1), ElementsAre("a"));
    EXPECT_THAT(receive("two", 1), ElementsAre("a"));
    EXPECT_EQ(depth("three").ready, 0u);
}

TEST_P(BusSuite, AStarStandsForExactlyOneWord) {
    const auto topic = queue("user");
    declare("any", {topic + ".*"});
    ASSERT_TRUE(publish(to_events(topic + ".created"), {"a"}));
    ASSERT_TRUE(publish(to_events(topic + ".created.again"), {"b"}));
    ASSERT_TRUE(publish(to_events(topic), {"c"}));
    ASSERT_TRUE(publish(to_events(topic + ".deleted"), {"d"}));
    EXPECT_THAT(receive("any", 2), UnorderedElementsAre("a", "d"));
}

TEST_P(BusSuite, DropsAnEventThatNobodyIsBoundTo) {
    EXPECT_TRUE(publish(to_events(queue("nobody.cares")), {"a"}));
}

TEST_P(BusSuite, DeclaringTheSameAgainChangesNothing) {
    const auto topic = queue("user");
    declare("work", {topic + ".created"});
    ASSERT_TRUE(publish(to_queue(queue("work")), {"a"}));
    declare("work", {topic + ".created"});
    ASSERT_TRUE(publish(to_events(topic + ".created"), {"b"}));
    EXPECT_THAT(receive("work", 2), UnorderedElementsAre("a", "b"));
    EXPECT_EQ(depth_when("work", [](const Depth& depth) { return depth.in_flight == 0; }).ready, 0u);
}

TEST_P(BusSuite, AQueueOfThisInstanceReceivesLikeOthers) {
    const auto topic = queue("session");
    Queue own;
    own.name = queue("own");
    own.events = {topic + ".ended"};
    own.per_instance = true;
    ASSERT_TRUE(run(bus().declare(own)));
    ASSERT_TRUE(publish(to_events(topic + ".ended"), {"a"}));
    EXPECT_THAT(receive("own", 1), ElementsAre("a"));
}

TEST_P(BusSuite, AFullQueueRefusesTheWholePublish) {
    declare("small", {}, 3);
    declare("other");
    ASSERT_TRUE(publish(to_queue(queue("small")), {"a", "b"}));
    auto both = outgoing(to_queue(queue("other")), {"x"});
    for (auto& each : outgoing(to_queue(queue("small")), {"c", "d"})) both.push_back(std::move(each));

    const auto refused = run(bus().publish(both));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code(), core::overloaded);
    EXPECT_EQ(depth("small").ready, 2u);
    EXPECT_EQ(depth("other").ready, 0u);

    EXPECT_TRUE(publish(to_queue(queue("small")), {"c"}));
    EXPECT_THAT(receive("small", 3), ElementsAre("a", "b", "c"));
}

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

TEST_P(BusSuite, ListsDeadLettersOldestFirstPageByPage) {
    declare("work");
    park("work", {"a", "b", "c"});
    const auto first = run(bus().dead(queue("work"), "", 2)).value();
    ASSERT_EQ(first.size(), 2u);
    EXPECT_EQ(first[0].message.id, "a");
    EXPECT_EQ(first[1].message.id, "b");
    const auto second = run(bus().dead(queue("work"), "b", 2)).value();
    ASSERT_EQ(second.size(), 1u);
    EXPECT_EQ(second[0].message.id, "c");
    EXPECT_TRUE(run(bus().dead(queue("nothing-here"), "", 2)).value().empty());
}

TEST_P(BusSuite, AReplayedDeadLetterIsDeliveredAgainFromTheFirstAttempt) {
    declare("work");
    park("work", {"a", "b"});
    ASSERT_TRUE(run(bus().settle_dead(queue("work"), "b", true)));
    const auto again = run(take(bus(), queue("work"), 1));
    ASSERT_EQ(again.size(), 1u);
    EXPECT_EQ(again[0].id, "b");
    EXPECT_EQ(again[0].type, "test.v1");
    EXPECT_EQ(again[0].attempt, 0);
    EXPECT_EQ(depth("work").dead, 1u);
}

TEST_P(BusSuite, ADroppedDeadLetterIsGone) {
    declare("work");
    park("work", {"a", "b"});
    ASSERT_TRUE(run(bus().settle_dead(queue("work"), "a", false)));
    const auto dead = run(bus().dead(queue("work"), "", 10)).value();
    ASSERT_EQ(dead.size(), 1u);
    EXPECT_EQ(dead[0].message.id, "b");
    EXPECT_EQ(depth("work").ready, 0u);
    const auto again = run(bus().settle_dead(queue("work"), "a", true));
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code(), core::not_found);
    EXPECT_EQ(depth("work").ready, 0u);
}

TEST_P(BusSuite, TellsHowDeepAQueueIs) {
    declare("work");
    EXPECT_EQ(depth("work").oldest, 0ms);
    ASSERT_TRUE(publish(to_queue(queue("work")), {"a", "b"}));
    EXPECT_EQ(depth("work").ready, 2u);
    EXPECT_EQ(depth("work").in_flight, 0u);
    EXPECT_GT(depth_when("work", [](const Depth& depth) { return depth.oldest > 0ms; }).oldest, 0ms);
    EXPECT_EQ(depth("unknown").ready, 0u);
}

TEST_P(BusSuite, Answers) {
    EXPECT_TRUE(run(bus().ping()));
}

}  // namespace instante::bus
