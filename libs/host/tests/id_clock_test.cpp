#include "host/id_clock.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <functional>
#include <optional>
#include <vector>

#include "blob/testing/temporary_folder.hpp"
#include "core/ids.hpp"

namespace instante::host {
namespace {

using namespace std::chrono_literals;

const core::Timestamp noon{std::chrono::sys_days{std::chrono::year{2026} / 11 / 24} + 12h};

/// One life of a process on a data folder.
struct Life {
    Life(const core::Clock& machine, const std::filesystem::path& file) : clock(machine) {
        auto kept = IdMark::keep(file, clock);
        EXPECT_TRUE(kept) << kept.error().note();
        mark = std::move(*kept);
    }

    IdClock clock;
    std::unique_ptr<IdMark> mark;
    core::IdGenerator ids{clock, 7};
};

class IdClockTest : public testing::Test {
protected:
    blob::TemporaryFolder folder_;
    std::filesystem::path file_ = folder_.path() / "ids";
    core::FixedClock machine_{noon};
};

TEST_F(IdClockTest, IdsGrowAcrossLivesThoughTheClockIsSetBackInBetween) {
    std::vector<std::uint64_t> made;
    for (int life = 0; life < 3; ++life) {
        Life one{machine_, file_};
        EXPECT_EQ(one.mark->behind() > 59min, life > 0);
        for (int i = 0; i < 2000; ++i) made.push_back(one.ids.next());
        machine_.advance(-1h);
    }
    EXPECT_TRUE(std::is_sorted(made.begin(), made.end(), std::less_equal<>{})) << "each is larger than the one before";
}

TEST_F(IdClockTest, AfterAProperEndTimeGoesOnWhereItWas) {
    {
        const Life first{machine_, file_};
    }
    machine_.advance(200ms);
    Life second{machine_, file_};
    EXPECT_EQ(second.mark->behind(), 0ms);
    EXPECT_EQ(core::id_time(second.ids.next()), machine_.now());
}

TEST_F(IdClockTest, AProcessThatDiesLeavesAMarkAheadOfItsIds) {
    std::optional<Life> life{std::in_place, machine_, file_};
    const auto last = life->ids.next();
    std::filesystem::copy_file(file_, folder_.path() / "as it was killed");
    life.reset();
    machine_.advance(-2s);
    Life next{machine_, folder_.path() / "as it was killed"};
    EXPECT_GT(next.ids.next(), last);
    EXPECT_LE(core::id_time(next.ids.next()), noon + 10s) << "not far in the future";
}

TEST_F(IdClockTest, WhatIsNoMarkIsRefused) {
    std::ofstream{file_} << "yesterday";
    IdClock clock{machine_};
    const auto kept = IdMark::keep(file_, clock);
    ASSERT_FALSE(kept);
    EXPECT_NE(kept.error().note().find("is no mark of ids"), std::string::npos);
}

}  // namespace
}  // namespace instante::host
