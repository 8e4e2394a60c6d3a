#include "sqlite/row_cache.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "sqlite/tests/notes.hpp"

namespace instante::sqlite {
namespace {

using async::run;

struct Length {
    std::uint64_t bytes = 0;
    std::uint64_t twice = 0;
};

class RowCacheTest : public testing::Test {
protected:
    /// Runs one statement on the writer.
    void write(std::string sql) {
        auto change = [sql = std::move(sql)](Connection& connection) -> Result<void> {
            connection.prepare(sql).run();
            return {};
        };
        ASSERT_TRUE(run(database_->write(std::move(change))));
    }
    /// That is read now.
    std::uint64_t version() {
        return *database_->read([](Connection& connection) -> Result<std::uint64_t> { return connection.version(); });
    }
    std::uint64_t kept(std::int64_t key) { return cache_.find(key).value_or(Length{}).bytes; }

    Scratch scratch_;
    std::unique_ptr<Database> database_ = open_notes({.file = scratch_.file()});
    RowCache<Length> cache_{*database_, "note", 64};
};

TEST_F(RowCacheTest, KeepsARowUntilItIsWritten) {
    write("insert into note (number, text) values (1, 'a'), (2, 'b')");
    cache_.put(1, {1, 2}, version());
    cache_.put(2, {1, 2}, version());
    EXPECT_EQ(kept(1), 1u);
    write("update note set text = 'longer' where number = 1");
    EXPECT_EQ(kept(1), 0u);
    EXPECT_EQ(kept(2), 1u) << "its neighbour was not written";
    write("delete from note where number = 2");
    EXPECT_EQ(kept(2), 0u);
}

TEST_F(RowCacheTest, ForgetsARowThatIsReplaced) {
    write("insert into note (number, text) values (1, 'a')");
    cache_.put(1, {1, 2}, version());
    write("insert or replace into note (number, text) values (1, 'b')");
    EXPECT_EQ(kept(1), 0u);
}

TEST_F(RowCacheTest, DoesNotTakeWhatWasReadBeforeAWrite) {
    const auto seen = version();
    write("insert into note (number, text) values (1, 'a')");
    cache_.put(1, {7, 14}, seen);
    EXPECT_EQ(kept(1), 0u);
    cache_.put(1, {8, 16}, version());
    EXPECT_EQ(kept(1), 8u);
}

TEST_F(RowCacheTest, KnowsNothingAtFirstAndNewcomersDisplaceOthers) {
    EXPECT_FALSE(cache_.find(0));
    for (std::int64_t key = 1; key <= 1'000; ++key) cache_.put(key, {static_cast<std::uint64_t>(key), 0}, version());
    std::size_t there = 0;
    for (std::int64_t key = 1; key <= 1'000; ++key) {
        if (kept(key) == 0) continue;
        ++there;
        EXPECT_EQ(kept(key), static_cast<std::uint64_t>(key));
    }
    EXPECT_GT(there, 16u);
    EXPECT_LE(there, 64u);
}

TEST_F(RowCacheTest, FindsPlacesForKeysThatWereMadeInARhythm) {
    for (unsigned shift = 0; shift < 48; ++shift) {
        for (std::int64_t key = 1; key <= 24; ++key) cache_.put(key << shift, {1, 2}, version());
        std::size_t there = 0;
        for (std::int64_t key = 1; key <= 24; ++key) there += kept(key << shift);
        EXPECT_GT(there, 16u) << shift;
    }
}

TEST_F(RowCacheTest, NeverShowsHalfARowToWhoReadsWhileOthersWrite) {
    std::atomic<bool> stop{false};
    std::atomic<int> torn{0};
    std::thread reader{[&] {
        while (!stop)
            if (const auto row = cache_.find(1); row && row->twice != 2 * row->bytes) ++torn;
    }};
    for (std::uint64_t i = 1; i <= 100'000; ++i) cache_.put(1, {i, 2 * i}, version());
    stop = true;
    reader.join();
    EXPECT_EQ(torn, 0);
}

}  // namespace
}  // namespace instante::sqlite
