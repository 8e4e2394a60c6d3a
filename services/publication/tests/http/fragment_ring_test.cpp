#include "publication/inbound/http/fragment_ring.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace instante::publication::testing {
namespace {

std::string found(FragmentRing& ring, std::uint64_t id, std::uint64_t version = 1) {
    std::string out;
    return ring.append(id, version, out) ? out : "none";
}

TEST(FragmentRing, GivesBackWhatWasPutOverManyLaps) {
    FragmentRing ring{10'000, 100};
    std::mt19937 random{1};
    std::map<std::uint64_t, std::string> put;
    for (int i = 0; i < 20'000; ++i) {
        const auto id = 1 + random() % 300;
        std::string piece(random() % 700, static_cast<char>('a' + random() % 26));
        ring.put(id, 1, piece);
        put[id] = piece;
        ASSERT_EQ(found(ring, id), piece);
        ASSERT_LE(ring.bytes(), 10'000u);
        const auto other = 1 + random() % 300;
        if (const auto text = found(ring, other); text != "none") ASSERT_EQ(text, put[other]);
    }
}

TEST(FragmentRing, KeepsWhatIsAskedForAndDropsWhatIsNot) {
    FragmentRing ring{10'000, 100};
    ring.put(1, 1, "asked for");
    ring.put(2, 1, "not asked for");
    for (std::uint64_t id = 3; id < 1'000; ++id) {
        ring.put(id, 1, std::string(100, 'x'));
        ASSERT_EQ(found(ring, 1), "asked for");
    }
    EXPECT_EQ(found(ring, 2), "none");
    EXPECT_GT(ring.bytes(), 9'000u);
}

TEST(FragmentRing, ServesOnWhenEverythingIsAskedFor) {
    FragmentRing ring{10'000, 100};
    for (std::uint64_t id = 1; id < 1'000; ++id) {
        ring.put(id, 1, std::string(500, 'x'));
        ASSERT_NE(found(ring, id), "none");
    }
}

TEST(FragmentRing, TakesNoMoreThanItHasSlotsForWhenPiecesAreSmallerThanWasSaid) {
    FragmentRing ring{10'000, 5'000};
    for (std::uint64_t id = 1; id < 1'000; ++id) {
        ring.put(id, 1, "small");
        ring.prefetch_place(id + 1);
        ring.prefetch_piece(id / 2);
        ASSERT_EQ(found(ring, id), "small");
    }
    EXPECT_EQ(found(ring, 900), "none");
}

TEST(FragmentRing, ForgetsAVersionWhenTheNextComesAlsoWhenThatIsTooLarge) {
    FragmentRing ring{1'000, 100};
    ring.put(1, 1, "one");
    ring.put(1, 2, "two");
    EXPECT_EQ(found(ring, 1, 1), "none");
    EXPECT_EQ(found(ring, 1, 2), "two");
    ring.put(1, 3, std::string(900, 'x'));
    EXPECT_EQ(found(ring, 1, 2), "none");
    EXPECT_EQ(found(ring, 1, 3), "none");
}

TEST(FragmentRing, FindsThoseThatShareASlotAfterOneOfThemIsGone) {
    FragmentRing ring{100'000, 32};
    for (std::uint64_t id = 1; id <= 2'000; ++id) ring.put(id, 1, std::to_string(id));
    for (std::uint64_t id = 1; id <= 2'000; id += 2) ring.put(id, 2, "new");
    for (std::uint64_t id = 2; id <= 2'000; id += 2) ASSERT_EQ(found(ring, id), std::to_string(id));
}

}  // namespace
}  // namespace instante::publication::testing
