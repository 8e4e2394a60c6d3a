#include <future>

#include "mongo/tests/suite.hpp"

namespace instante::mongo {
namespace {

class DatabaseTest : public MongoTest {};

TEST_F(DatabaseTest, TheUrlsPathNamesTheDatabaseElseTheService) {
    const auto name_of = [](const std::string& url) {
        return Database::open({.url = url, .database = "instante_x", .application = "test"}).value()->name();
    };
    EXPECT_EQ(name_of(scratch_->url()), database().name());
    EXPECT_EQ(name_of(testing::server()), "instante_x");
}

TEST_F(DatabaseTest, AnswersAndIsHealthy) {
    EXPECT_TRUE(async::run(database().ping()));
    EXPECT_TRUE(database().healthy());
}

TEST_F(DatabaseTest, IndexesAreMadeOnceAndMayBeAskedForAgain) {
    const std::vector<Index> indexes{{"thing", Document{{"owner", 1}, {"_id", -1}}}, {"thing", Document{{"outbox_at", 1}}, true}};
    EXPECT_TRUE(async::run(database().create_indexes(indexes)));
    EXPECT_TRUE(async::run(database().create_indexes(indexes)));
    const auto listed = with([](Connection& connection) { return connection.command(Document{{"listIndexes", "thing"}}); });
    EXPECT_EQ(listed.view().document("cursor").documents("firstBatch").size(), 3u);
}

TEST_F(DatabaseTest, WhatTheServerRefusesIsABugAndItIsWell) {
    auto wrong = [](Connection& connection) -> Result<void> {
        connection.command(Document{{"no-such-command", 1}});
        return {};
    };
    EXPECT_EQ(async::run(database().run(wrong)).error().code(), core::internal);
    EXPECT_TRUE(database().healthy());
}

TEST_F(DatabaseTest, WhatOneHasWrittenAnotherReads) {
    const auto other = scratch_->open();
    for (int id = 0; id < 20; ++id) {
        with([&](Connection& connection) { return connection.insert("thing", Document{{"_id", id}}); });
        auto look = [id](Connection& connection) -> Result<bool> { return connection.exists("thing", Document{{"_id", id}}); };
        EXPECT_TRUE(async::run(other->run(look)).value());
    }
}

TEST_F(DatabaseTest, MoreWorkThanMayWaitIsRefused) {
    const auto narrow =
        Database::open({.url = testing::server(), .database = "x", .application = "t", .threads = 1, .queue_limit = 1}).value();
    std::promise<void> begun;
    std::promise<void> release;
    auto hold = [&](Connection&) -> Result<void> {
        begun.set_value();
        release.get_future().wait();
        return {};
    };
    std::thread first{[&] { EXPECT_TRUE(async::run(narrow->run(hold))); }};
    begun.get_future().wait();
    boost::asio::io_context loop;
    int refused = 0;
    const auto count = [&](std::exception_ptr, const Result<void>& outcome) {
        if (outcome) return;
        EXPECT_EQ(outcome.error().code(), core::overloaded);
        if (++refused == 2) release.set_value();
    };
    for (int i = 0; i < 3; ++i) boost::asio::co_spawn(loop, narrow->ping(), count);
    loop.run();
    first.join();
    EXPECT_EQ(refused, 2);
}

}  // namespace
}  // namespace instante::mongo
