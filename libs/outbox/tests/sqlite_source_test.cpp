#include <gtest/gtest.h>

#include "outbox/tests/sources.hpp"

namespace instante::outbox {
namespace {

TEST(SqliteSource, HoldsNothingOfAnOperationThatFailed) {
    sqlite::Scratch scratch;
    auto database = sqlite::Database::open({.file = scratch.file()}, std::array{sqlite_migration}).value();
    auto refused = [](sqlite::Connection& connection) -> Result<void> {
        append(connection, outgoing("a"));
        return core::Error{core::not_found};
    };
    EXPECT_FALSE(async::run(database->write(refused)));
    SqliteSource source{*database};
    EXPECT_TRUE(async::run(source.pending(0, 10)).value().empty());
}

TEST(SqliteSource, HoldsItsEntriesAcrossARestart) {
    sqlite::Scratch scratch;
    for (const bool restarted : {false, true}) {
        auto database = sqlite::Database::open({.file = scratch.file()}, std::array{sqlite_migration}).value();
        auto kept = [](sqlite::Connection& connection) -> Result<void> {
            append(connection, outgoing("a"));
            return {};
        };
        if (!restarted) ASSERT_TRUE(async::run(database->write(kept)));
        SqliteSource source{*database};
        EXPECT_EQ(async::run(source.pending(0, 10)).value().size(), 1u);
    }
}

}  // namespace
}  // namespace instante::outbox
