#include "async/signal.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "async/run.hpp"
#include "async/scope.hpp"

namespace instante::async {
namespace {

using namespace std::chrono_literals;

Task<void> notify_and_wait() {
    const Signal signal{co_await this_loop()};
    signal.notify();
    signal.notify();
    co_await signal.wait();
    auto again = co_await signal.wait_for(1ms);
    EXPECT_FALSE(again) << "kept once, not counted";
}

TEST(Signal, KeepsOneNotificationThatComesWhileNobodyWaits) {
    run(notify_and_wait());
}

Task<void> wait_for_another_thread() {
    const Signal signal{co_await this_loop()};
    std::thread notifier{[signal] {
        std::this_thread::sleep_for(2ms);
        signal.notify();
    }};
    co_await signal.wait();
    notifier.join();
}

TEST(Signal, IsNotifiedFromAnyThread) {
    run(wait_for_another_thread());
}

Task<Result<void>> wait_and_count(Signal signal, int& woken) {
    co_await signal.wait();
    ++woken;
    co_return Result<void>{};
}

Task<void> two_waiters(int& woken) {
    auto loop = co_await this_loop();
    const Signal signal{loop};
    Scope scope{loop};
    scope.spawn(wait_and_count(signal, woken));
    scope.spawn(wait_and_count(signal, woken));
    co_await sleep(1ms);
    signal.notify();
    co_await sleep(1ms);
    EXPECT_EQ(woken, 1);
    signal.notify();
    auto joined = co_await scope.join();
    EXPECT_TRUE(joined);
}

TEST(Signal, WakesOneOfThoseWhoWaitPerNotification) {
    int woken = 0;
    run(two_waiters(woken));
    EXPECT_EQ(woken, 2);
}

Task<void> cancel_a_waiter(int& woken) {
    auto loop = co_await this_loop();
    Scope scope{loop};
    scope.spawn(wait_and_count(Signal{loop}, woken));
    co_await sleep(1ms);
    scope.cancel();
    auto joined = co_await scope.join();
    EXPECT_TRUE(joined);
}

TEST(Signal, LetsAWaiterBeCancelled) {
    int woken = 0;
    run(cancel_a_waiter(woken));
    EXPECT_EQ(woken, 0);
}

}  // namespace
}  // namespace instante::async
