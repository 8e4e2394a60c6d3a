#include "bus/local/window.hpp"

#include <gtest/gtest.h>

namespace instante::bus::local {
namespace {

using namespace std::chrono_literals;

constexpr core::Timestamp moment{1'000'000ms};

Entry at_once(Sequence sequence) {
    return {{core::Timestamp{}, sequence}, 0, moment + std::chrono::milliseconds{sequence}, nullptr};
}
Entry due(core::Timestamp time, Sequence sequence) {
    return {{time, sequence}, 1, moment, nullptr};
}

std::optional<Sequence> pop(Window& window, core::Timestamp now = moment) {
    const auto entry = window.pop(now);
    if (!entry) return std::nullopt;
    return entry->turn.sequence;
}

TEST(Window, GivesEntriesInTheirOrder) {
    Window window{10};
    for (Sequence sequence : {3, 1, 2}) window.add(at_once(sequence));
    EXPECT_EQ(pop(window), 1u);
    EXPECT_EQ(pop(window), 2u);
    EXPECT_EQ(pop(window), 3u);
    EXPECT_EQ(pop(window), std::nullopt);
}

TEST(Window, HoldsDelayedEntriesBackUntilTheyAreDue) {
    Window window{10};
    window.add(due(moment + 10ms, 1));
    window.add(due(moment + 5ms, 2));
    EXPECT_EQ(pop(window, moment + 4ms), std::nullopt);
    EXPECT_EQ(window.next_due(), moment + 5ms);
    EXPECT_EQ(pop(window, moment + 5ms), 2u);
    EXPECT_EQ(pop(window, moment + 5ms), std::nullopt);
    EXPECT_EQ(pop(window, moment + 10ms), 1u);
}

TEST(Window, LeavesWhatDoesNotFitToTheLedger) {
    Window window{2};
    for (Sequence sequence : {1, 2, 3, 4}) window.add(at_once(sequence));
    EXPECT_EQ(pop(window), 1u);
    EXPECT_EQ(pop(window), 2u);
    EXPECT_EQ(pop(window), std::nullopt);
    EXPECT_TRUE(window.drained());
    EXPECT_EQ(window.horizon(), (Turn{core::Timestamp{}, 2}));
}

TEST(Window, TakesBackWhatLiesBeforeItsHorizon) {
    Window window{2};
    for (Sequence sequence : {1, 2, 3}) window.add(at_once(sequence));
    EXPECT_EQ(pop(window), 1u);
    window.add(at_once(1));
    window.add(at_once(3));  // beyond: the ledger has it
    EXPECT_EQ(pop(window), 1u);
    EXPECT_EQ(pop(window), 2u);
    EXPECT_EQ(pop(window), std::nullopt);
}

TEST(Window, IsNotDrainedWhenItKnowsThereIsNoMore) {
    Window window{2};
    EXPECT_FALSE(window.drained());
    window.know_up_to(Turn{});
    EXPECT_TRUE(window.drained());
    window.know_all();
    EXPECT_FALSE(window.drained());
}

TEST(Window, TellsTheOldest) {
    Window window{10};
    EXPECT_EQ(window.oldest(), std::nullopt);
    window.add(at_once(7));
    window.add(at_once(8));
    EXPECT_EQ(window.oldest(), moment + 7ms);
}

}  // namespace
}  // namespace instante::bus::local
