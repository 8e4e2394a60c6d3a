#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "async/scope.hpp"
#include "async/signal.hpp"
#include "async/within.hpp"
#include "outbox/tests/recording_bus.hpp"
#include "outbox/tests/sources.hpp"

namespace instante::outbox {
namespace {

using namespace std::chrono_literals;
using testing::Each;
using testing::ElementsAre;
using testing::Le;
using testing::SizeIs;

/// A source that fails to mark a number of times, and may keep its additions to itself.
class FlakySource final : public Source {
public:
    explicit FlakySource(Source& inner) : inner_(inner) {}
    Task<Result<std::vector<Entry>>> pending(std::uint64_t after, std::size_t limit) override {
        auto entries = co_await inner_.pending(after, limit);
        co_return entries;
    }
    Task<Result<void>> published(std::vector<std::uint64_t> sequences) override {
        if (failures > 0) {
            --failures;
            co_return core::Error{core::engine_away};
        }
        auto outcome = co_await inner_.published(std::move(sequences));
        co_return outcome;
    }
    void on_added(std::function<void()> wake) override {
        if (!silent) inner_.on_added(std::move(wake));
    }

    int failures = 0;
    bool silent = false;

private:
    Source& inner_;
};

/// Delays that only a test that wants them will see.
RelayOptions patient() {
    return {.first_delay = 1ms, .longest_delay = 4ms, .look_again = 10min, .mark_after = 0ms};
}

using Condition = std::function<bool()>;

Task<Result<void>> until(Condition condition) {
    while (!condition()) co_await async::sleep(1ms);
    co_return Result<void>{};
}

class RelayTest : public testing::Test {
protected:
    void add(const std::string& id) { source_.append(outgoing(id)); }
    std::size_t left() { return async::run(source_.pending(0, 10'000)).value().size(); }

    /// Runs a relay until `condition`, and at most ten seconds.
    bool run_until(RelayOptions options, Condition condition, std::function<void()> once_running = {}) {
        return async::run(run_relay(std::move(options), std::move(condition), std::move(once_running))).has_value();
    }
    Result<void> flush() { return async::run(flush_relay()); }

    MemorySource source_;
    FlakySource flaky_{source_};
    RecordingBus bus_;

private:
    Task<Result<void>> run_relay(RelayOptions options, Condition condition, std::function<void()> once_running) {
        auto loop = co_await async::this_loop();
        Relay relay{flaky_, bus_, loop, std::move(options)};
        async::Scope scope{loop};
        scope.spawn(relay.run());
        if (once_running) {
            co_await async::sleep(5ms);
            once_running();
        }
        auto outcome = co_await async::within(10s, until(std::move(condition)));
        scope.cancel();
        auto ended = co_await scope.join();
        EXPECT_TRUE(ended);
        co_return outcome;
    }
    Task<Result<void>> flush_relay() {
        auto loop = co_await async::this_loop();
        Relay relay{flaky_, bus_, loop, patient()};
        auto outcome = co_await relay.flush();
        co_return outcome;
    }
};

TEST_F(RelayTest, PublishesInOrderWhatItFindsAndForgetsIt) {
    for (const auto* id : {"a", "b", "c"}) add(id);
    EXPECT_TRUE(run_until(patient(), [this] { return left() == 0; }));
    EXPECT_THAT(bus_.ids, ElementsAre("a", "b", "c"));
    EXPECT_THAT(bus_.batches, ElementsAre(3u));
}

TEST_F(RelayTest, PublishesWhatIsAddedAtOnce) {
    EXPECT_TRUE(run_until(patient(), [this] { return bus_.ids.size() == 2; }, [this] { add("a"), add("b"); }));
    EXPECT_THAT(bus_.ids, ElementsAre("a", "b"));
    EXPECT_THAT(bus_.batches, ElementsAre(2u)) << "two additions are one look";
}

TEST_F(RelayTest, WorksInBatches) {
    for (int i = 0; i < 1'000; ++i) add(std::to_string(i));
    auto options = patient();
    options.batch = 16;
    EXPECT_TRUE(run_until(options, [this] { return left() == 0; }));
    ASSERT_THAT(bus_.ids, SizeIs(1'000));
    for (int i = 0; i < 1'000; ++i) EXPECT_EQ(bus_.ids[static_cast<std::size_t>(i)], std::to_string(i));
    EXPECT_THAT(bus_.batches, Each(Le(16u)));
}

TEST_F(RelayTest, TriesAgainInOrderWhileTheBusIsAway) {
    for (const auto* id : {"a", "b", "c"}) add(id);
    bus_.failing_attempts = {1, 2, 4};
    std::vector<bool> told;
    auto options = patient();
    options.batch = 2;
    options.on_change = [&](const core::Error* failure) { told.push_back(failure != nullptr); };
    EXPECT_TRUE(run_until(options, [this] { return left() == 0; }));
    EXPECT_THAT(bus_.ids, ElementsAre("a", "b", "c"));
    EXPECT_THAT(told, ElementsAre(true, false, true, false));
}

TEST_F(RelayTest, DoesNotPublishAgainWhatItCouldNotMark) {
    add("a");
    flaky_.failures = 3;
    EXPECT_TRUE(run_until(patient(), [this] { return left() == 0 && bus_.ids.size() == 2; }, [this] { add("b"); }));
    EXPECT_THAT(bus_.ids, ElementsAre("a", "b"));
    EXPECT_EQ(flaky_.failures, 0);
}

TEST_F(RelayTest, LooksAgainEvenWhenNobodyWakesIt) {
    flaky_.silent = true;
    auto options = patient();
    options.look_again = 1ms;
    EXPECT_TRUE(run_until(options, [this] { return left() == 0; }, [this] { add("a"); }));
    EXPECT_THAT(bus_.ids, ElementsAre("a"));
}

TEST_F(RelayTest, PublishesAgainAfterADeathBeforeTheMark) {
    add("a");
    flaky_.failures = 1'000'000;
    EXPECT_TRUE(run_until(patient(), [this] { return !bus_.ids.empty(); }));
    flaky_.failures = 0;
    EXPECT_TRUE(run_until(patient(), [this] { return left() == 0; }));
    EXPECT_THAT(bus_.ids, ElementsAre("a", "a"));
}

TEST_F(RelayTest, FlushesAllOrSaysWhyNot) {
    for (int i = 0; i < 600; ++i) add(std::to_string(i));
    bus_.away = true;
    const auto outcome = flush();
    EXPECT_EQ(outcome.error().code(), core::engine_away);
    bus_.away = false;
    EXPECT_TRUE(flush());
    EXPECT_EQ(left(), 0u);
    EXPECT_THAT(bus_.ids, SizeIs(600));
    flaky_.failures = 1;
    add("last");
    EXPECT_FALSE(flush());
}

TEST_F(RelayTest, MayGoBeforeItsSource) {
    EXPECT_TRUE(run_until(patient(), [] { return true; }));
    add("nobody listens");
    EXPECT_EQ(left(), 1u);
}

TEST(SqliteRelay, PublishesWhatItsStoreCommits) {
    TestSqliteSource tested;
    RecordingBus bus;
    auto relay_one = [&]() -> Task<Result<void>> {
        auto loop = co_await async::this_loop();
        Relay relay{tested.source(), bus, loop, patient()};
        async::Scope scope{loop};
        scope.spawn(relay.run());
        co_await async::sleep(5ms);
        tested.add(outgoing("a"));
        Condition marked = [&] { return async::run(tested.source().pending(0, 1)).value().empty(); };
        auto outcome = co_await async::within(10s, until(marked));
        scope.cancel();
        auto ended = co_await scope.join();
        EXPECT_TRUE(ended);
        co_return outcome;
    };
    EXPECT_TRUE(async::run(relay_one()));
    EXPECT_THAT(bus.ids, ElementsAre("a"));
}

}  // namespace
}  // namespace instante::outbox
