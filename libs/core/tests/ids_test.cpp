#include "core/ids.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <thread>
#include <vector>

namespace instante::core {
namespace {

const Timestamp noon{std::chrono::sys_days{std::chrono::year{2026} / 11 / 24} + std::chrono::hours{12}};

TEST(IdGenerator, MakesIdsOrderedByTimeThatTellTheirTime) {
    FixedClock clock{noon};
    IdGenerator ids{clock, 17};
    const auto first = ids.next();
    clock.advance(std::chrono::milliseconds{1});
    const auto second = ids.next();
    EXPECT_LT(first, second);
    EXPECT_EQ(id_time(first), noon);
    EXPECT_LE(first_id_at(noon), first);
}

TEST(IdGenerator, GoesOnWhenTheClockIsSetBackOrTheSequenceIsFull) {
    FixedClock clock{noon};
    IdGenerator ids{clock, 1};
    std::vector<std::uint64_t> made;
    for (int i = 0; i < 3000; ++i) made.push_back(ids.next());
    clock.advance(-std::chrono::hours{1});
    for (int i = 0; i < 3000; ++i) made.push_back(ids.next());
    EXPECT_TRUE(std::is_sorted(made.begin(), made.end()));
    EXPECT_EQ(std::adjacent_find(made.begin(), made.end()), made.end());
}

TEST(IdGenerator, NeverGivesTwoThreadsTheSameId) {
    SystemClock clock;
    IdGenerator ids{clock, 1};
    std::vector<std::vector<std::uint64_t>> made(4);
    std::vector<std::thread> threads;
    for (auto& mine : made)
        threads.emplace_back([&] {
            for (int i = 0; i < 20'000; ++i) mine.push_back(ids.next());
        });
    for (auto& thread : threads) thread.join();
    std::vector<std::uint64_t> all;
    for (auto& mine : made) all.insert(all.end(), mine.begin(), mine.end());
    std::sort(all.begin(), all.end());
    EXPECT_EQ(std::adjacent_find(all.begin(), all.end()), all.end());
}

TEST(Id, IsReadFromCanonicalDecimalOnly) {
    EXPECT_EQ(parse_id("9223372036854775807"), 9223372036854775807u);
    for (const auto* text : {"", "0", "01", "-1", "+1", " 1", "1x", "9223372036854775808", "99999999999999999999"})
        EXPECT_EQ(parse_id(text), std::nullopt) << text;
}

}  // namespace
}  // namespace instante::core
