#include "async/one_shot.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "async/run.hpp"

namespace instante::async {
namespace {

TEST(OneShot, GivesAValueThatWasSetBefore) {
    OneShot<std::unique_ptr<int>> shot;
    shot.set(std::make_unique<int>(7));
    EXPECT_EQ(*run(shot.wait()), 7);
}

TEST(OneShot, GivesAValueThatAnotherThreadSetsLater) {
    OneShot<int> shot;
    std::thread setter{[shot] {
        std::this_thread::sleep_for(std::chrono::milliseconds{5});
        shot.set(7);
        shot.set(8);
    }};
    EXPECT_EQ(run(shot.wait()), 7);
    setter.join();
}

}  // namespace
}  // namespace instante::async
