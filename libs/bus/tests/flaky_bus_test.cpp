#include "bus/testing/flaky_bus.hpp"

#include <gtest/gtest.h>

#include <set>

#include "async/run.hpp"
#include "bus/adapters.hpp"
#include "consuming.hpp"
#include "core/time.hpp"

namespace instante::bus {
namespace {

using namespace std::chrono_literals;

/// Publishes until it is told that the message is there: what an outbox's relay does.
Task<void> publish_surely(Bus& bus, std::string queue, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
        bool published = false;
        while (!published) {
            auto messages = outgoing(to_queue(queue), {std::to_string(i)});
            auto outcome = co_await bus.publish(std::move(messages));
            published = outcome.has_value();
        }
    }
}

class Flaky : public testing::TestWithParam<FlakyBus::When> {
protected:
    Flaky() {
        Delays delays;
        delays.retry = [](int) { return 1ms; };
        bus = make_memory_bus(clock, delays);
    }
    core::SystemClock clock;
    std::unique_ptr<Bus> bus;
};

TEST_P(Flaky, NothingIsLostWhenCallsAndDeliveriesFail) {
    FlakyBus flaky{*bus, {.nth_call = 3, .nth_delivery = 2, .when = GetParam()}};
    async::run(publish_surely(flaky, "work", 100));
    std::set<std::string> handled;
    Handler handler = [&handled](Message message) -> Task<Result<void>> {
        handled.insert(message.id);
        co_return Result<void>{};
    };
    async::run(consume_until(flaky, "work", 7, handler, [&] { return handled.size() == 100; }));
    EXPECT_EQ(handled.size(), 100u);
}

TEST_P(Flaky, FailsExactlyTheNthCall) {
    FlakyBus flaky{*bus, {.nth_call = 2, .when = GetParam()}};
    const auto code = GetParam() == FlakyBus::When::before ? core::engine_away : core::timed_out;
    EXPECT_TRUE(async::run(flaky.ping()));
    const auto second = async::run(flaky.publish(outgoing(to_queue("work"), {"a"})));
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code(), code);
    const std::size_t kept = GetParam() == FlakyBus::When::before ? 0 : 1;
    EXPECT_EQ(async::run(flaky.depth("work")).value().ready, kept);
}

INSTANTIATE_TEST_SUITE_P(Ways, Flaky, testing::Values(FlakyBus::When::before, FlakyBus::When::after),
                         [](const auto& info) { return info.param == FlakyBus::When::before ? "before" : "after"; });

}  // namespace
}  // namespace instante::bus
