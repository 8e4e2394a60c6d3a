#include "blob/sync_crew.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <vector>

namespace instante::blob {
namespace {

TEST(SyncCrew, DoesEachOnceAndReturnsWhenAllIsDone) {
    SyncCrew crew{3};
    for (const std::size_t count : {0u, 1u, 2u, 3u, 50u, 1u, 0u, 7u}) {
        std::vector<std::atomic<int>> done(count);
        crew.each(count, [&](std::size_t index) { ++done[index]; });
        for (const auto& times : done) EXPECT_EQ(times, 1);
    }
}

TEST(SyncCrew, WaitsSideBySide) {
    SyncCrew crew{3};
    std::latch all{4};  // passed only by four at once
    crew.each(4, [&](std::size_t) { all.arrive_and_wait(); });
    EXPECT_TRUE(all.try_wait());
}

TEST(SyncCrew, OfNobodyIsItsCallerAlone) {
    SyncCrew crew{0};
    const auto caller = std::this_thread::get_id();
    int done = 0;
    crew.each(5, [&](std::size_t) { done += std::this_thread::get_id() == caller ? 1 : 0; });
    EXPECT_EQ(done, 5);
}

}  // namespace
}  // namespace instante::blob
