#include "async/pool.hpp"

#include <gtest/gtest.h>

#include <latch>

#include "async/run.hpp"

namespace instante::async {
namespace {

TEST(Pool, RunsWorkOnAnotherThreadAndResumesHere) {
    Pool pool{{.name = "test"}};
    auto where = run(on(pool, [] { return Result<std::thread::id>{std::this_thread::get_id()}; }));
    EXPECT_NE(where.value(), std::this_thread::get_id());
}

TEST(Pool, RefusesWorkWhenItsQueueIsFull) {
    std::latch release{1};
    std::latch busy{1};
    Pool pool{{.name = "test", .threads = 1, .queue_limit = 1}};
    ASSERT_TRUE(pool.submit(Pool::Job{[&] {
        busy.count_down();
        release.wait();
    }}));
    busy.wait();
    ASSERT_TRUE(pool.submit(Pool::Job{[] {}}));
    auto refused = run(on(pool, [] { return Result<int>{1}; }));
    release.count_down();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code(), core::overloaded);
}

TEST(Pool, TurnsAnExceptionIntoAnInternalError) {
    Pool pool{{.name = "test"}};
    auto outcome = run(on(pool, []() -> Result<int> { throw std::runtime_error{"a bug"}; }));
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().code(), core::internal);
    EXPECT_EQ(outcome.error().note(), "a bug");
}

}  // namespace
}  // namespace instante::async
