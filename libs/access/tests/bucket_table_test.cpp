#include "access/bucket_table.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

namespace instante::access {
namespace {

using namespace std::chrono_literals;

constexpr core::Rate three_a_minute{3, 1min};
constexpr std::uint64_t ana = 0x9E3779B97F4A7C15;

struct BucketTableTest : testing::Test {
    BucketTable table{1000};
    BucketTable::Moment now{1h};
};

TEST_F(BucketTableTest, GivesTheWholeCountAtOnceAndThenSaysWhenTheNextIsThere) {
    for (std::uint32_t left : {2u, 1u, 0u}) {
        const auto allowance = table.take(ana, three_a_minute, now);
        EXPECT_TRUE(allowance.granted);
        EXPECT_EQ(allowance.limit, 3u);
        EXPECT_EQ(allowance.remaining, left);
    }
    const auto refused = table.take(ana, three_a_minute, now + 5s);
    EXPECT_FALSE(refused.granted);
    EXPECT_EQ(refused.remaining, 0u);
    EXPECT_EQ(refused.retry_after, 15s);
    EXPECT_EQ(refused.reset, 55s);
}

TEST_F(BucketTableTest, FillsAgainOneByOne) {
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(table.take(ana, three_a_minute, now).granted);
    EXPECT_FALSE(table.take(ana, three_a_minute, now + 19s).granted);
    EXPECT_TRUE(table.take(ana, three_a_minute, now + 20s).granted);
    EXPECT_FALSE(table.take(ana, three_a_minute, now + 20s).granted);
    EXPECT_EQ(table.take(ana, three_a_minute, now + 10min).remaining, 2u) << "and holds no more than its count";
}

TEST_F(BucketTableTest, AskingInVainCostsNothing) {
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(table.take(ana, three_a_minute, now).granted);
    for (int i = 0; i < 100; ++i) EXPECT_FALSE(table.take(ana, three_a_minute, now + 1s).granted);
    EXPECT_TRUE(table.take(ana, three_a_minute, now + 20s).granted);
}

TEST_F(BucketTableTest, KeepsKeysApart) {
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(table.take(ana, three_a_minute, now).granted);
    EXPECT_TRUE(table.take(ana + 1, three_a_minute, now).granted);
    EXPECT_TRUE(table.take(0, three_a_minute, now).granted) << "a hash may be nought";
    EXPECT_EQ(table.take(0, three_a_minute, now).remaining, 1u);
}

TEST_F(BucketTableTest, TheFullestMakesRoomInAFullSet) {
    BucketTable one_set{8};
    for (std::uint64_t key = 1; key <= 8; ++key)
        for (int i = 0; i < (key == 5 ? 1 : 3); ++i) EXPECT_TRUE(one_set.take(key, three_a_minute, now).granted);
    EXPECT_TRUE(one_set.take(9, three_a_minute, now).granted) << "in the place of 5";
    for (std::uint64_t key : {1, 2, 3, 4, 6, 7, 8}) EXPECT_FALSE(one_set.take(key, three_a_minute, now).granted) << key;
    EXPECT_EQ(one_set.take(9, three_a_minute, now).remaining, 1u);
}

TEST_F(BucketTableTest, CountsRightFromSeveralThreads) {
    constexpr core::Rate thousand{1000, std::chrono::hours{24}};
    std::atomic<int> granted = 0;
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 4; ++thread)
        threads.emplace_back([&] {
            for (int i = 0; i < 500; ++i) granted += table.take(ana, thousand, now).granted ? 1 : 0;
        });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(granted, 1000);
}

}  // namespace
}  // namespace instante::access
