#include "blob/holding_store.hpp"

#include <gtest/gtest.h>

#include <optional>

#include "async/one_shot.hpp"
#include "async/run.hpp"
#include "async/scope.hpp"

namespace instante::blob {
namespace {

const core::SystemClock the_clock;

/// A store in memory whose removals end when they are told to.
class SlowStore final : public Store {
public:
    Task<Result<void>> put(std::vector<NewBlob> blobs) override { return inner_->put(std::move(blobs)); }
    Task<Result<bool>> put_if_absent(NewBlob blob) override { return inner_->put_if_absent(std::move(blob)); }
    Task<Result<std::string>> get(std::string key, std::uint64_t offset, std::uint64_t length) override {
        return inner_->get(std::move(key), offset, length);
    }
    Task<Result<std::optional<Info>>> head(std::string key) override { return inner_->head(std::move(key)); }
    Task<Result<void>> remove(std::vector<std::string> keys) override {
        if (!keys.empty()) co_await end.wait();
        co_return co_await inner_->remove(std::move(keys));
    }
    Task<Result<std::vector<Info>>> list(std::string prefix, std::string after, std::size_t limit) override {
        return inner_->list(std::move(prefix), std::move(after), limit);
    }
    Task<Result<void>> ping() override { return inner_->ping(); }

    async::OneShot<bool> end;

private:
    std::unique_ptr<Store> inner_ = make_memory_store(the_clock);
};

struct HoldingStoreTest : testing::Test {
    SlowStore* slow = nullptr;
    std::unique_ptr<HoldingStore> store = [this] {
        auto made = std::make_unique<SlowStore>();
        slow = made.get();
        return std::make_unique<HoldingStore>(std::move(made));
    }();
    std::optional<HoldingStore::Hold> held;
    bool removed = false;

    Task<Result<void>> remove() {
        auto outcome = co_await store->remove({"a"});
        removed = outcome.has_value();
        co_return outcome;
    }
    Task<Result<void>> hold() {
        auto holding = co_await store->hold_removals();
        if (holding) held.emplace(std::move(*holding));
        co_return Result<void>{};
    }
    /// Lets everything run that can.
    static Task<void> settle() {
        for (int i = 0; i < 3; ++i) co_await async::sleep(std::chrono::milliseconds{1});
    }
    Task<bool> is_there() {
        auto found = co_await store->head("a");
        co_return found && found->has_value();
    }
    Task<void> put() {
        std::vector<NewBlob> one;
        one.push_back({"a", "image/jpeg", "x"});
        auto stored = co_await store->put(std::move(one));
        EXPECT_TRUE(stored);
    }

    Task<void> removals_wait_while_they_are_held() {
        auto loop = co_await async::this_loop();
        async::Scope scope{loop};
        slow->end.set(true);
        co_await put();
        co_await expect_held();
        scope.spawn(remove());
        co_await settle();
        EXPECT_FALSE(removed);
        EXPECT_TRUE(co_await is_there());
        held.reset();
        auto joined = co_await scope.join();
        EXPECT_TRUE(joined);
        EXPECT_TRUE(removed);
        EXPECT_FALSE(co_await is_there());
    }
    Task<void> expect_held() {
        auto outcome = co_await hold();
        EXPECT_TRUE(outcome);
        EXPECT_TRUE(held);
    }
    Task<void> a_hold_waits_for_removals() {
        auto loop = co_await async::this_loop();
        async::Scope scope{loop};
        co_await put();
        scope.spawn(remove());
        co_await settle();
        scope.spawn(hold());
        co_await settle();
        EXPECT_FALSE(held);
        slow->end.set(true);
        auto joined = co_await scope.join();
        EXPECT_TRUE(joined);
        EXPECT_TRUE(held);
        EXPECT_TRUE(removed);
        held.reset();
    }
    Task<void> who_gives_up_waiting_does_not_count() {
        auto loop = co_await async::this_loop();
        slow->end.set(true);
        co_await expect_held();
        async::Scope scope{loop};
        scope.spawn(remove());
        co_await settle();
        scope.cancel();
        auto ended = co_await scope.join();
        static_cast<void>(ended);
        held.reset();
        co_await expect_held();
        held.reset();
        auto outcome = co_await remove();
        EXPECT_TRUE(outcome);
    }
};

TEST_F(HoldingStoreTest, RemovalsWaitWhileTheyAreHeld) {
    async::run(removals_wait_while_they_are_held());
}

TEST_F(HoldingStoreTest, AHoldWaitsForRemovalsUnderWay) {
    async::run(a_hold_waits_for_removals());
}

TEST_F(HoldingStoreTest, WhoGivesUpWaitingDoesNotCount) {
    async::run(who_gives_up_waiting_does_not_count());
}

}  // namespace
}  // namespace instante::blob
