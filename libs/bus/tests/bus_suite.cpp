#include "bus_suite.hpp"

#include <gmock/gmock.h>

#include <random>
#include <thread>

namespace instante::bus {

using namespace std::chrono_literals;
using async::run;
using testing::ElementsAre;
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
