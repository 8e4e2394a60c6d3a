#include "async/within.hpp"

#include <gtest/gtest.h>

#include "async/pool.hpp"
#include "async/run.hpp"
#include "async/scope.hpp"
#include "async/signal.hpp"

namespace instante::async {
namespace {

using namespace std::chrono_literals;

Task<Result<int>> answer_after(std::chrono::milliseconds delay, int answer) {
    co_await sleep(delay);
    co_return answer;
}

Task<Result<int>> note_the_end(std::chrono::milliseconds delay, bool& ended) {
    try {
        co_await sleep(delay);
    } catch (...) {
        ended = true;
        throw;
    }
    co_return 1;
}

Task<Result<void>> limited(bool& ended) {
    auto outcome = co_await within(10s, note_the_end(10s, ended));
    if (!outcome) co_return outcome.error();
    co_return Result<void>{};
}

Task<void> cancel_soon(bool& ended) {
    Scope scope{co_await this_loop()};
    scope.spawn(limited(ended));
    co_await sleep(5ms);
    scope.cancel();
    auto joined = co_await scope.join();
    EXPECT_TRUE(joined);
}

TEST(Within, AnswersWithTheResultOfWorkThatEndsInTime) {
    EXPECT_EQ(run(within(10s, answer_after(1ms, 42))).value(), 42);
}

TEST(Within, AnswersTimedOutAndCancelsWorkThatDoesNot) {
    bool ended = false;
    auto outcome = run(within(5ms, note_the_end(10s, ended)));
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().code(), core::timed_out);
    EXPECT_TRUE(ended);
}

TEST(Within, PassesAnOuterCancellationOnAndWaitsForTheWorkToEnd) {
    bool ended = false;
    run(cancel_soon(ended));
    EXPECT_TRUE(ended);
}

Task<Result<int>> throws() {
    co_await sleep(1ms);
    throw std::runtime_error{"a bug"};
}

TEST(Within, LetsAnExceptionOfTheWorkThrough) {
    EXPECT_THROW(run(within(10s, throws())), std::runtime_error);
}

}  // namespace
}  // namespace instante::async
