#include "resize_image/outbound/vips/admission.hpp"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "async/loops.hpp"
#include "async/run.hpp"
#include "async/scope.hpp"
#include "resize_image/domain/errors.hpp"

namespace instante::resize_image {
namespace {

constexpr core::Bytes budget{100};

/// Waits for its part, notes that it has it, and gives it back when told.
Task<Result<void>> hold(Admission& admission, core::Bytes part, std::vector<int>& order, int name, async::Signal give_back) {
    auto ticket = co_await admission.admit(part);
    if (!ticket) co_return ticket.error();
    order.push_back(name);
    co_await give_back.wait();
    co_return Result<void>{};
}

/// Lets everything that can run on this loop run.
Task<void> settle() {
    for (int i = 0; i < 20; ++i) co_await async::sleep(std::chrono::milliseconds{0});
}

Task<void> admit_in_turn(Admission& admission, std::vector<int>& order) {
    auto loop = co_await async::this_loop();
    async::Scope scope{loop};
    async::Signal first{loop};
    async::Signal second{loop};
    async::Signal third{loop};
    scope.spawn(hold(admission, {80}, order, 1, first));
    co_await settle();
    scope.spawn(hold(admission, {50}, order, 2, second));
    co_await settle();
    scope.spawn(hold(admission, {10}, order, 3, third));  // would fit, but it is not its turn
    co_await settle();
    EXPECT_EQ(order, (std::vector{1}));
    EXPECT_EQ(admission.waiting(), 2u);
    first.notify();
    co_await settle();
    EXPECT_EQ(order, (std::vector{1, 2, 3}));
    EXPECT_EQ(admission.used(), (core::Bytes{60}));
    second.notify();
    third.notify();
    auto ended = co_await scope.join();
    EXPECT_TRUE(ended);
}

TEST(Admission, IsFirstComeFirstServed) {
    Admission admission{budget, 10};
    std::vector<int> order;
    async::run(admit_in_turn(admission, order));
    EXPECT_EQ(admission.used(), core::Bytes{});
}

TEST(Admission, LetsAJobThatNeedsMoreThanAllInAlone) {
    Admission admission{budget, 10};
    auto ticket = async::run(admission.admit({1000}));
    ASSERT_TRUE(ticket);
    EXPECT_EQ(admission.used(), budget);
}

TEST(Admission, RefusesWhenItsQueueIsFullAndSaysWhenToComeBack) {
    Admission admission{budget, 0};
    auto ticket = async::run(admission.admit(budget));
    auto refused = async::run(admission.admit({1}));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code(), queue_full);
    EXPECT_TRUE(refused.error().retry_after());
}

Task<void> cancel_while_waiting(Admission& admission) {
    auto loop = co_await async::this_loop();
    std::vector<int> order;
    async::Scope holders{loop};
    async::Scope waiters{loop};
    async::Signal holder{loop};
    async::Signal never{loop};
    holders.spawn(hold(admission, budget, order, 1, holder));
    co_await settle();
    waiters.spawn(hold(admission, budget, order, 2, never));
    co_await settle();
    waiters.cancel();
    auto cancelled = co_await waiters.join();
    static_cast<void>(cancelled);
    holder.notify();
    auto ended = co_await holders.join();
    EXPECT_TRUE(ended);
    EXPECT_EQ(order, (std::vector{1}));
}

TEST(Admission, LosesNothingToAWaitThatIsCancelled) {
    Admission admission{budget, 10};
    async::run(cancel_while_waiting(admission));
    EXPECT_EQ(admission.used(), core::Bytes{});
    EXPECT_EQ(admission.waiting(), 0u);
}

Task<void> take_many(Admission& admission) {
    for (int i = 0; i < 200; ++i) {
        auto ticket = co_await admission.admit({40});
        EXPECT_TRUE(ticket);
        EXPECT_LE(admission.used(), budget);
        co_await async::sleep(std::chrono::milliseconds{0});
    }
}

TEST(Admission, ServesSeveralLoops) {
    Admission admission{budget, 10};
    async::Loops loops{3};
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < loops.size(); ++i) threads.emplace_back([&, i] { loops.run(i, take_many(admission)); });
    for (auto& thread : threads) thread.join();
    loops.stop();
    EXPECT_EQ(admission.used(), core::Bytes{});
}

}  // namespace
}  // namespace instante::resize_image
