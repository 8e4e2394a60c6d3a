#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "async/run.hpp"
#include "blob/blob.hpp"

/// What every `Store` keeps (STYLE §6). An adapter's test program includes this once and says
///   INSTANTIATE_TEST_SUITE_P(Adapters, BlobStoreSuite, testing::Values(StoreUnderTest{"s3", open_s3}), store_name);
namespace instante::blob {

struct StoreUnderTest {
    std::string name;
    /// An empty store; null when its engine is not here (the test is skipped by name).
    std::function<std::shared_ptr<Store>()> open;
};

inline std::string store_name(const testing::TestParamInfo<StoreUnderTest>& info) {
    return info.param.name;
}

class BlobStoreSuite : public testing::TestWithParam<StoreUnderTest> {
protected:
    void SetUp() override {
        store_ = GetParam().open();
        if (!store_) GTEST_SKIP() << GetParam().name << " is not here";
    }

    Store& store() { return *store_; }
    Result<void> put(std::vector<NewBlob> blobs) { return async::run(store_->put(std::move(blobs))); }
    void put_all(const std::vector<std::string>& keys) {
        std::vector<NewBlob> blobs;
        for (const auto& key : keys) blobs.push_back({key, "image/jpeg", "content of " + key});
        ASSERT_TRUE(put(std::move(blobs)));
    }
    Result<std::string> get(std::string key, std::uint64_t offset = 0, std::uint64_t length = UINT64_MAX) {
        return async::run(store_->get(std::move(key), offset, length));
    }
    bool claim(std::string key, std::string content) {
        NewBlob blob{std::move(key), "application/json", std::move(content)};
        return async::run(store_->put_if_absent(std::move(blob))).value();
    }
    bool exists(std::string key) { return async::run(store_->head(std::move(key))).value().has_value(); }
    void remove(std::vector<std::string> keys) { ASSERT_TRUE(async::run(store_->remove(std::move(keys)))); }
    std::vector<std::string> keys(std::string prefix = "", std::string after = "", std::size_t limit = 1000) {
        const auto infos = async::run(store_->list(std::move(prefix), std::move(after), limit));
        std::vector<std::string> keys;
        for (const auto& info : infos.value()) keys.push_back(info.key);
        return keys;
    }

private:
    std::shared_ptr<Store> store_;
};

using Keys = std::vector<std::string>;

TEST_P(BlobStoreSuite, WhatWasPutIsThere) {
    std::string content = "\0\xff\n picture";
    content.append(300'000, 'x');
    ASSERT_TRUE(put({{"p/1/2-0011223344556677.jpg", "image/jpeg", content}, {"p/1/2-8899aabbccddeeff.webp", "image/webp", ""}}));
    EXPECT_EQ(get("p/1/2-0011223344556677.jpg").value(), content);
    EXPECT_EQ(get("p/1/2-8899aabbccddeeff.webp").value(), "");
}

TEST_P(BlobStoreSuite, PuttingNothingSucceeds) {
    EXPECT_TRUE(put({}));
    EXPECT_EQ(keys(), Keys{});
}

TEST_P(BlobStoreSuite, PuttingMoreThanAStepTakesIsPuttingAll) {
    Keys all;
    for (int i = 100; i < 300; ++i) all.push_back("p/" + std::to_string(i) + "/a.jpg");
    put_all(all);
    EXPECT_EQ(keys(), all);
}

TEST_P(BlobStoreSuite, PuttingAnExistingKeyReplacesItsContent) {
    ASSERT_TRUE(put({{"u/1/a", "image/jpeg", "a long first content"}}));
    ASSERT_TRUE(put({{"u/1/a", "image/jpeg", "second"}}));
    EXPECT_EQ(get("u/1/a").value(), "second");
    EXPECT_EQ(keys(), Keys{"u/1/a"});
}

TEST_P(BlobStoreSuite, TheLastOfOneKeyInOnePutStays) {
    ASSERT_TRUE(put({{"a", "text/plain", "first"}, {"a", "text/plain", "second"}}));
    EXPECT_EQ(get("a").value(), "second");
}

TEST_P(BlobStoreSuite, AKeyOutOfFormIsRefusedAndNothingIsStored) {
    for (const auto* bad :
         {"", "/", "/a", "a/", "a//b", ".", "..", "../a", "a/../b", "a/.", ".tmp/a", "a b", "a\\b", "\xc3\xa9"}) {
        const auto outcome = put({{"good", "text/plain", "x"}, {bad, "text/plain", "x"}});
        ASSERT_FALSE(outcome) << bad;
        EXPECT_EQ(outcome.error().code(), core::internal) << bad;
        EXPECT_FALSE(async::run(store().put_if_absent(NewBlob{bad, "text/plain", "x"}))) << bad;
    }
    EXPECT_EQ(keys(), Keys{});
}

TEST_P(BlobStoreSuite, WhatIsNotThereIsNotFound) {
    put_all({"p/1/a"});
    for (const auto* missing : {"p", "p/1", "p/1/", "p/1/b", "p/1/a/b", "q", "", "/", "..", "../../etc/passwd", "p/../p/1/a"}) {
        const auto outcome = get(missing);
        ASSERT_FALSE(outcome) << missing;
        EXPECT_EQ(outcome.error().code(), core::not_found) << missing;
        EXPECT_FALSE(exists(missing)) << missing;
    }
}

TEST_P(BlobStoreSuite, APartIsReadByOffsetAndLength) {
    ASSERT_TRUE(put({{"a", "text/plain", "0123456789"}}));
    EXPECT_EQ(get("a", 0, 4).value(), "0123");
    EXPECT_EQ(get("a", 4, 4).value(), "4567");
    EXPECT_EQ(get("a", 8, 4).value(), "89");
    EXPECT_EQ(get("a", 3).value(), "3456789");
    EXPECT_EQ(get("a", 10).value(), "");
    EXPECT_EQ(get("a", UINT64_MAX, UINT64_MAX).value(), "");
    EXPECT_EQ(get("a", 2, 0).value(), "");
}

TEST_P(BlobStoreSuite, HeadTellsSizeAndTime) {
    ASSERT_TRUE(put({{"u/1/a", "image/jpeg", "12345"}}));
    const auto info = async::run(store().head("u/1/a")).value();
    ASSERT_TRUE(info);
    EXPECT_EQ(info->key, "u/1/a");
    EXPECT_EQ(info->size, core::Bytes{5});
    const auto age = core::SystemClock{}.now() - info->modified;
    EXPECT_LT(std::chrono::abs(age), std::chrono::minutes{10});
}

TEST_P(BlobStoreSuite, AFreeKeyIsTakenOnce) {
    EXPECT_TRUE(claim("idempotency/1/a", "first"));
    EXPECT_FALSE(claim("idempotency/1/a", "second"));
    EXPECT_EQ(get("idempotency/1/a").value(), "first");
    EXPECT_TRUE(claim("idempotency/1/b", "other"));
    EXPECT_EQ(keys(), (Keys{"idempotency/1/a", "idempotency/1/b"}));
}

TEST_P(BlobStoreSuite, AKeyIsFreeAgainAfterItsRemoval) {
    ASSERT_TRUE(claim("idempotency/1/a", "first"));
    remove({"idempotency/1/a"});
    EXPECT_TRUE(claim("idempotency/1/a", "second"));
    EXPECT_EQ(get("idempotency/1/a").value(), "second");
}

TEST_P(BlobStoreSuite, OfManyWhoRaceForAKeyOneWins) {
    constexpr int racers = 4;
    constexpr int rounds = 10;
    std::vector<std::vector<bool>> won(racers, std::vector<bool>(rounds));
    std::vector<std::thread> threads;
    for (std::size_t racer = 0; racer < racers; ++racer) {
        threads.emplace_back([&, racer] {
            for (std::size_t round = 0; round < rounds; ++round)
                won[racer][round] = claim("race/" + std::to_string(round), std::to_string(racer));
        });
    }
    for (auto& thread : threads) thread.join();
    for (std::size_t round = 0; round < rounds; ++round) {
        int winners = 0;
        for (std::size_t racer = 0; racer < racers; ++racer) {
            if (!won[racer][round]) continue;
            ++winners;
            EXPECT_EQ(get("race/" + std::to_string(round)).value(), std::to_string(racer));
        }
        EXPECT_EQ(winners, 1) << "round " << round;
    }
}

TEST_P(BlobStoreSuite, RemovingTakesWhatIsThereAndMindsNothingElse) {
    put_all({"p/1/a", "p/1/b", "p/2/a"});
    remove({"p/1/a", "p/1/missing", "q/9/missing", "p/2/a", "p/2/a", "../p/1/b", "p/1"});
    EXPECT_EQ(keys(), Keys{"p/1/b"});
    EXPECT_FALSE(exists("p/1/a"));
    remove({});
    remove({"p/1/a"});
    EXPECT_EQ(keys(), Keys{"p/1/b"});
}

TEST_P(BlobStoreSuite, PuttingAndRemovingBesideEachOtherLosesNoPut) {
    constexpr int rounds = 40;
    std::thread remover{[&] {
        for (int round = 0; round < rounds; ++round) remove({"p/1/other"});
    }};
    for (int round = 0; round < rounds; ++round) {
        ASSERT_TRUE(put({{"p/1/mine", "text/plain", std::to_string(round)}}));
        EXPECT_EQ(get("p/1/mine").value(), std::to_string(round));
        remove({"p/1/mine"});
    }
    remover.join();
}

TEST_P(BlobStoreSuite, AListIsInTheOrderOfTheBytesOfKeys) {
    // '-' and '.' come before '/', digits and letters after it: neither a folder's files first nor its files last is right.
    const Keys ordered{"a-b", "a.b", "a/b", "a/b-c", "a/b.c", "a/b0", "a/c/d", "a0", "aa/b", "b", "b_"};
    Keys shuffled{ordered.rbegin(), ordered.rend()};
    put_all(shuffled);
    EXPECT_EQ(keys(), ordered);
}

TEST_P(BlobStoreSuite, AListGoesOnAfterAnyKeyThereOrNot) {
    const Keys ordered{"a-b", "a/b", "a/c/d", "a0", "b/a"};
    put_all(ordered);
    for (std::size_t i = 0; i < ordered.size(); ++i) {
        const Keys rest(ordered.begin() + static_cast<std::ptrdiff_t>(i) + 1, ordered.end());
        EXPECT_EQ(keys("", ordered[i]), rest) << ordered[i];
    }
    EXPECT_EQ(keys("", "a/"), (Keys{"a/b", "a/c/d", "a0", "b/a"}));
    EXPECT_EQ(keys("", "a/bb"), (Keys{"a/c/d", "a0", "b/a"}));
    EXPECT_EQ(keys("", "a/c"), (Keys{"a/c/d", "a0", "b/a"}));
    EXPECT_EQ(keys("", "a/d"), (Keys{"a0", "b/a"}));
    EXPECT_EQ(keys("", "c"), Keys{});
}

TEST_P(BlobStoreSuite, AListKeepsToItsPrefix) {
    put_all({"p/1/a", "p/1/b", "p/10/a", "p/2/a", "p1", "u/1/a"});
    EXPECT_EQ(keys("p/1/"), (Keys{"p/1/a", "p/1/b"}));
    EXPECT_EQ(keys("p/1"), (Keys{"p/1/a", "p/1/b", "p/10/a"}));
    EXPECT_EQ(keys("p"), (Keys{"p/1/a", "p/1/b", "p/10/a", "p/2/a", "p1"}));
    EXPECT_EQ(keys("u/1/a"), Keys{"u/1/a"});
    EXPECT_EQ(keys("p/1/", "p/1/a"), Keys{"p/1/b"});
    EXPECT_EQ(keys("p/1/", "a"), (Keys{"p/1/a", "p/1/b"}));
    EXPECT_EQ(keys("p/1/", "q"), Keys{});
    for (const auto* nothing : {"x", "p/1/a/", "p/3/", "/", "../", "p/../u/", ".tmp/"})
        EXPECT_EQ(keys(nothing), Keys{}) << nothing;
}

TEST_P(BlobStoreSuite, PagesOfAnySizeMakeTheWholeList) {
    Keys all;
    for (int i = 10; i < 22; ++i) {
        for (const auto* name : {"a", "b"}) all.push_back("p/" + std::to_string(i) + "/" + name);
    }
    put_all(all);
    for (std::size_t limit : {1u, 2u, 3u, 5u, 7u, 24u, 100u}) {
        Keys paged;
        for (auto page = keys("", "", limit); !page.empty(); page = keys("", page.back(), limit)) {
            EXPECT_LE(page.size(), limit);
            paged.insert(paged.end(), page.begin(), page.end());
        }
        EXPECT_EQ(paged, all) << "pages of " << limit;
    }
    EXPECT_EQ(keys("", "", 0), Keys{});
}

TEST_P(BlobStoreSuite, ItAnswers) {
    EXPECT_TRUE(async::run(store().ping()));
}

}  // namespace instante::blob
