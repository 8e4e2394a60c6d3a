#include "async/scope.hpp"

#include <gtest/gtest.h>

#include "async/run.hpp"

namespace instante::async {
namespace {

using namespace std::chrono_literals;

Task<Result<void>> count_after(std::chrono::milliseconds delay, int& count) {
    co_await sleep(delay);
    ++count;
    co_return Result<void>{};
}

Task<Result<void>> fail_after(std::chrono::milliseconds delay) {
    co_await sleep(delay);
    co_return core::Error{core::unavailable};
}

Task<Result<void>> count_three(int& count) {
    Scope scope{co_await this_loop()};
    for (int i = 0; i < 3; ++i) scope.spawn(count_after(1ms, count));
    auto joined = co_await scope.join();
    co_return joined;
}

Task<Result<void>> count_three_slowly(int& count) {
    Scope scope{co_await this_loop()};
    for (int i = 0; i < 3; ++i) scope.spawn(count_after(10s, count));
    auto joined = co_await scope.join();
    co_return joined;
}

Task<Result<void>> fail_beside(int& count) {
    Scope scope{co_await this_loop()};
    scope.spawn(count_after(10s, count));
    scope.spawn(fail_after(1ms));
    auto joined = co_await scope.join();
    co_return joined;
}

/// A scope in a scope: the outer one is cancelled while the inner one waits for its child.
Task<Result<void>> cancel_outer(int& count) {
    Scope scope{co_await this_loop()};
    scope.spawn(count_three_slowly(count));
    co_await sleep(1ms);
    scope.cancel();
    auto joined = co_await scope.join();
    co_return joined;
}

TEST(Scope, CancelsWhatItOwnsWhenItsOwnerIsCancelled) {
    int count = 0;
    EXPECT_TRUE(run(cancel_outer(count)));
    EXPECT_EQ(count, 0);
}

TEST(Scope, WaitsForEverythingItOwns) {
    int count = 0;
    EXPECT_TRUE(run(count_three(count)));
    EXPECT_EQ(count, 3);
}

TEST(Scope, CancelsTheRestAtTheFirstFailure) {
    int count = 0;
    auto outcome = run(fail_beside(count));
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().code(), core::unavailable);
    EXPECT_EQ(count, 0);
}

}  // namespace
}  // namespace instante::async
