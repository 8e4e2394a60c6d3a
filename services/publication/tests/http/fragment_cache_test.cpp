#include "publication/inbound/http/fragment_cache.hpp"

#include <gtest/gtest.h>

namespace instante::publication::testing {
namespace {

class FragmentCacheTest : public ::testing::Test {
protected:
    std::string found(std::uint64_t id, std::uint64_t version) {
        std::string out = "+";
        return FragmentCache::Reading{cache_}.append(id, version, out) ? out : "none";
    }

    telemetry::Counter hits_;
    telemetry::Counter misses_;
    telemetry::Gauge bytes_;
    FragmentCache cache_{core::Bytes{16 * 4096}, 500, {hits_, misses_, bytes_}};
};

TEST_F(FragmentCacheTest, GivesExactlyTheVersionThatIsAskedFor) {
    EXPECT_EQ(found(1, 1), "none");
    cache_.put(1, 1, "one");
    EXPECT_EQ(found(1, 1), "+one");
    EXPECT_EQ(found(1, 2), "none");
    cache_.put(1, 2, "two");
    EXPECT_EQ(found(1, 2), "+two");
    EXPECT_EQ(found(1, 1), "none");
    EXPECT_EQ(hits_.value(), 2u);
    EXPECT_EQ(misses_.value(), 3u);
}

TEST_F(FragmentCacheTest, NeverTakesMoreThanItsBytesHoweverManyComeAndForgetsWhatNobodyAsksFor) {
    cache_.put(1, 1, std::string(500, 'x'));
    for (std::uint64_t id = 2; id < 2000; ++id) {
        for (int twice = 0; twice < 2; ++twice) cache_.put(id, 1, std::string(500, 'x'));
        ASSERT_LE(bytes_.value(), 16 * 4096);
        ASSERT_NE(found(1, 1), "none") << "it was used lately";
    }
    EXPECT_GT(bytes_.value(), 16 * 4096 * 0.7) << "and the room is used";
    EXPECT_EQ(found(2, 1), "none");
    EXPECT_NE(found(1999, 1), "none");
}

TEST_F(FragmentCacheTest, DoesNotGiveUpWhatItHasForWhatComesOnce) {
    for (std::uint64_t id = 1; id <= 2000; ++id) cache_.put(id, 1, std::string(500, 'x'));
    std::size_t kept = 0;
    for (std::uint64_t id = 1; id <= 150; ++id) kept += found(id, 1) != "none";
    EXPECT_GT(kept, 80u);
    EXPECT_EQ(found(2000, 1), "none");
    cache_.put(2000, 1, "again");
    EXPECT_EQ(found(2000, 1), "+again");
}

TEST_F(FragmentCacheTest, PutsANewVersionInThePlaceOfTheOldOneAtOnce) {
    for (std::uint64_t id = 1; id <= 2000; ++id) cache_.put(id, 1, std::string(500, 'x'));
    cache_.put(1, 2, "changed");
    EXPECT_EQ(found(1, 2), "+changed");
}

TEST_F(FragmentCacheTest, DoesNotTakeWhatIsTooLargeForIt) {
    cache_.put(1, 1, std::string(40'000, 'x'));
    EXPECT_EQ(found(1, 1), "none");
    EXPECT_EQ(bytes_.value(), 0);
}

}  // namespace
}  // namespace instante::publication::testing
