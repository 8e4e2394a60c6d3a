#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <mutex>
#include <thread>

#include "async/loops.hpp"
#include "async/run.hpp"
#include "consuming.hpp"
#include "scratch_bus.hpp"

namespace instante::bus {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t backlog = 2000;
constexpr std::size_t published_meanwhile = 1000;

/// What several consumers handled, and how often.
class Tally {
public:
    /// Fails some messages at first: every seventh is retried, every eleventh meets an engine that is away.
    Result<void> handle(const Message& message) {
        const auto number = std::stoul(message.id);
        const std::lock_guard lock{mutex_};
        const auto tries = ++tries_[number];
        if (number % 7 == 0 && message.attempt == 0) return core::Error{core::unavailable};
        if (number % 11 == 0 && tries == 1) return core::Error{core::engine_away};
        ++handled_[number];
        ++total_;
        return {};
    }
    [[nodiscard]] std::size_t total() const { return total_; }
    [[nodiscard]] const std::map<std::size_t, int>& handled() const { return handled_; }

private:
    std::mutex mutex_;
    std::map<std::size_t, int> tries_;
    std::map<std::size_t, int> handled_;
    std::atomic<std::size_t> total_{0};
};

Task<void> consume_all(Bus& bus, Tally& tally) {
    Handler handler = [&tally](Message message) -> Task<Result<void>> { co_return tally.handle(message); };
    auto consuming =
        consume_until(bus, "work", 16, std::move(handler), [&tally] { return tally.total() >= backlog + published_meanwhile; });
    co_await std::move(consuming);
}

Task<void> publish_in_steps(Bus& bus, std::size_t first, std::size_t count) {
    for (std::size_t number = first; number < first + count; ++number) {
        auto messages = outgoing(to_queue("work"), {std::to_string(number)});
        auto published = co_await bus.publish(std::move(messages));
        EXPECT_TRUE(published);
    }
}

TEST(EmbeddedBusUnderContention, HandlesEachMessageOnceWhileItsWindowsOverflowAndRefill) {
    Delays delays;
    delays.retry = [](int) { return 1ms; };
    delays.first_pause = delays.longest_pause = 1ms;
    ScratchBus bus{delays};
    ASSERT_TRUE(async::run(bus->publish(outgoing(to_queue("work"), numbered(backlog)))));

    Tally tally;
    async::Loops loops{4};
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < 2; ++i) {
        constexpr auto each = published_meanwhile / 2;
        threads.emplace_back([&, i] { loops.run(i, consume_all(*bus, tally)); });
        threads.emplace_back([&, i] { loops.run(2 + i, publish_in_steps(*bus, backlog + i * each, each)); });
    }
    for (auto& thread : threads) thread.join();
    loops.stop();

    EXPECT_EQ(tally.handled().size(), backlog + published_meanwhile);
    EXPECT_EQ(tally.total(), backlog + published_meanwhile);
    bus.reopen();
    const auto after = async::run(bus->depth("work")).value();
    EXPECT_EQ(after.ready, 0u);
    EXPECT_EQ(after.dead, 0u);
}

}  // namespace
}  // namespace instante::bus
