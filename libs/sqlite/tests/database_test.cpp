#include "sqlite/database.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <fstream>
#include <latch>
#include <stdexcept>
#include <thread>
#include <utility>

#include "async/scope.hpp"
#include "async/within.hpp"
#include "sqlite/tests/notes.hpp"

namespace instante::sqlite {
namespace {

using async::run;
using testing::ElementsAre;

class DatabaseTest : public testing::Test {
protected:
    Database& database() { return *database_; }

    Scratch scratch_;
    std::unique_ptr<Database> database_ = open_notes({.file = scratch_.file()});
};

/// An operation that keeps the writer busy until `gate` opens.
auto wait_for(std::shared_ptr<std::latch> gate) {
    return [gate = std::move(gate)](Connection&) -> Result<void> {
        gate->wait();
        return {};
    };
}

Task<Result<void>> expect_code(Task<Result<void>> write, std::string_view slug) {
    auto outcome = co_await std::move(write);
    EXPECT_EQ(outcome ? "" : outcome.error().code().slug, slug);
    co_return Result<void>{};
}

Task<Result<void>> open_gate(Database& database, std::size_t waiting, std::shared_ptr<std::latch> gate) {
    while (database.waiting() < waiting) co_await async::sleep(std::chrono::milliseconds{1});
    gate->count_down();
    co_return Result<void>{};
}

/// Four writes that wait for one another's turn; the two in the middle fail.
Task<Result<void>> write_together(Database& database) {
    auto loop = co_await async::this_loop();
    auto gate = std::make_shared<std::latch>(1);
    async::Scope scope{loop};
    scope.spawn(database.write(wait_for(gate)));
    auto refuse = [](Connection& connection) -> Result<void> {
        connection.prepare("insert into note (number) values (20)").run();
        return core::Error{core::not_found};
    };
    auto explode = [](Connection& connection) -> Result<void> {
        connection.prepare("insert into note (number) values (30)").run();
        throw std::runtime_error{"a bug"};
    };
    auto first = add_note(1, "first");
    auto last = add_note(2, "last");
    scope.spawn(expect_code(database.write(first), ""));
    scope.spawn(expect_code(database.write(refuse), "not-found"));
    scope.spawn(expect_code(database.write(explode), "internal"));
    scope.spawn(expect_code(database.write(add_note(1, "again")), "internal"));
    scope.spawn(expect_code(database.write(last), ""));
    scope.spawn(open_gate(database, 6, gate));
    co_return co_await scope.join();
}

TEST_F(DatabaseTest, CommitsWhatWaitsTogetherAndRollsBackFailuresAlone) {
    ASSERT_TRUE(run(write_together(database())));
    EXPECT_THAT(note_numbers(database()), ElementsAre(1, 2));
    // The first may have been taken alone: two commits, not six.
    EXPECT_LE(database().counts().commits, 2u);
    EXPECT_EQ(database().counts().operations, 6u);
    EXPECT_TRUE(database().healthy());
    EXPECT_EQ(database().waiting(), 0u);
}

TEST_F(DatabaseTest, KeepsWhatWasWritten) {
    ASSERT_TRUE(run(database().write(add_note(7, "seven"))));
    database_.reset();
    EXPECT_FALSE(std::filesystem::exists(scratch_.file("test.db-wal")));
    database_ = open_notes({.file = scratch_.file()});
    EXPECT_FALSE(database().recovered());
    EXPECT_THAT(note_numbers(database()), ElementsAre(7));
}

TEST_F(DatabaseTest, RecoversWhatWasNotClosed) {
    ASSERT_TRUE(run(database().write(add_note(7, "seven"))));
    std::filesystem::copy_file(scratch_.file("test.db"), scratch_.file("copy.db"));
    std::filesystem::copy_file(scratch_.file("test.db-wal"), scratch_.file("copy.db-wal"));
    auto copy = open_notes({.file = scratch_.file("copy.db")});
    EXPECT_TRUE(copy->recovered());
    EXPECT_THAT(note_numbers(*copy), ElementsAre(7));
    EXPECT_TRUE(copy->check());
}

TEST_F(DatabaseTest, KeepsItsLogSmall) {
    for (int i = 0; i < 20; ++i) ASSERT_TRUE(run(database().write(add_note(i, std::string(1'000'000, 'x')))));
    // 20 MB went through it. The log is folded into the file after the answer: the next write has seen that.
    EXPECT_LT(std::filesystem::file_size(scratch_.file("test.db-wal")), 8'000'000u);
}

TEST_F(DatabaseTest, KeepsItsLogSmallWhileOthersReadWithoutPauseOrHaveReadBefore) {
    ASSERT_TRUE(run(database().write(add_note(0, ""))));
    std::atomic<bool> ended{false};
    std::latch has_read{2};
    std::thread busy{[&] {
        note_numbers(database());
        has_read.count_down();
        while (!ended) note_numbers(database());
    }};
    std::thread idle{[&] {
        note_numbers(database());
        has_read.count_down();
        ended.wait(false);
    }};
    has_read.wait();
    for (int i = 1; i <= 40; ++i) ASSERT_TRUE(run(database().write(add_note(i, std::string(1'000'000, 'x')))));
    const auto bytes = std::filesystem::file_size(scratch_.file("test.db-wal"));
    ended = true;
    ended.notify_all();
    busy.join();
    idle.join();
    EXPECT_LT(bytes, 20'000'000u);
}

TEST_F(DatabaseTest, ReadsOneStateHoweverManyStatementsItTakes) {
    ASSERT_TRUE(run(database().write(add_note(1, ""))));
    auto count = [](Connection& connection) {
        auto row = connection.prepare("select count(*) from note");
        row.step();
        return row.integer(0);
    };
    auto count_write_count = [&](Connection& connection) -> Result<std::pair<std::int64_t, std::int64_t>> {
        const auto before = count(connection);
        std::thread{[&] { EXPECT_TRUE(run(database().write(add_note(2, "")))); }}.join();
        return std::pair{before, count(connection)};
    };
    EXPECT_EQ(*database().read(count_write_count), (std::pair<std::int64_t, std::int64_t>{1, 1}));
    EXPECT_THAT(note_numbers(database()), ElementsAre(1, 2));
}

TEST_F(DatabaseTest, MayReadWithinARead) {
    ASSERT_TRUE(run(database().write(add_note(1, ""))));
    auto twice = [this](Connection&) -> Result<std::size_t> { return note_numbers(database()).size(); };
    EXPECT_EQ(*database().read(twice), 1u);
}

TEST_F(DatabaseTest, SeesWhateverWasAnsweredOnAnyThread) {
    std::atomic<int> written{0};
    std::atomic<int> missed{0};
    auto read = [&] {
        while (written < 300) {
            const auto at_least = static_cast<std::size_t>(written.load());
            if (note_numbers(database()).size() < at_least) ++missed;
        }
    };
    std::thread first{read};
    std::thread second{read};
    for (int i = 1; i <= 300; ++i) {
        ASSERT_TRUE(run(database().write(add_note(i, ""))));
        written = i;
    }
    first.join();
    second.join();
    EXPECT_EQ(missed, 0);
}

TEST_F(DatabaseTest, FinishesWhatWasQueuedBeforeItGoes) {
    boost::asio::io_context loop;
    bool written = false;
    auto note = [&written](std::exception_ptr, Result<void> outcome) { written = outcome.has_value(); };
    boost::asio::co_spawn(loop.get_executor(), database().write(add_note(1, "late")), note);
    loop.poll();
    database_.reset();
    loop.run();
    EXPECT_TRUE(written);
    database_ = open_notes({.file = scratch_.file()});
    EXPECT_THAT(note_numbers(database()), ElementsAre(1));
}

Task<Result<void>> overload(Database& database) {
    auto loop = co_await async::this_loop();
    auto gate = std::make_shared<std::latch>(1);
    async::Scope scope{loop};
    scope.spawn(expect_code(database.write(wait_for(gate)), ""));
    scope.spawn(expect_code(database.write(add_note(1, "")), ""));
    scope.spawn(expect_code(database.write(add_note(2, "")), "overloaded"));
    scope.spawn(open_gate(database, 2, gate));
    co_return co_await scope.join();
}

TEST_F(DatabaseTest, RefusesWritesBeyondItsQueue) {
    auto small = open_notes({.file = scratch_.file("small.db"), .queue_limit = 2});
    ASSERT_TRUE(run(overload(*small)));
    EXPECT_THAT(note_numbers(*small), ElementsAre(1));
}

TEST_F(DatabaseTest, WritesEvenWhenNobodyWaitsAnyMore) {
    auto gate = std::make_shared<std::latch>(1);
    auto slow = [gate](Connection& connection) -> Result<void> {
        gate->wait();
        connection.prepare("insert into note (number) values (1)").run();
        return {};
    };
    const auto outcome = run(async::within(std::chrono::milliseconds{5}, database().write(slow)));
    EXPECT_EQ(outcome.error().code(), core::timed_out);
    gate->count_down();
    ASSERT_TRUE(run(database().write(add_note(2, ""))));
    EXPECT_THAT(note_numbers(database()), ElementsAre(1, 2));
}

TEST_F(DatabaseTest, GivesEachThreadItsConnectionAndTheNextThreadAFreeOne) {
    auto connection = [this] {
        return *database().read([](Connection& connection) -> Result<const Connection*> { return &connection; });
    };
    const auto* mine = connection();
    EXPECT_EQ(connection(), mine);
    const Connection* first = nullptr;
    const Connection* second = nullptr;
    std::thread{[&] { first = connection(); }}.join();
    std::thread{[&] { second = connection(); }}.join();
    EXPECT_NE(first, mine);
    EXPECT_EQ(second, first);
}

TEST_F(DatabaseTest, MayGoBeforeTheThreadsThatReadIt) {
    std::latch read{1};
    std::latch gone{1};
    std::thread reader{[&] {
        note_numbers(database());
        read.count_down();
        gone.wait();
        auto other = open_notes({.file = scratch_.file("other.db")});
        EXPECT_THAT(note_numbers(*other), ElementsAre());
    }};
    read.wait();
    database_.reset();
    gone.count_down();
    reader.join();
}

TEST_F(DatabaseTest, TurnsAFailedQueryIntoAnError) {
    const auto outcome = database().read([](Connection& connection) -> Result<void> {
        connection.prepare("select nothing from nowhere").run();
        return {};
    });
    EXPECT_EQ(outcome.error().code(), core::internal);
}

TEST_F(DatabaseTest, FindsDamage) {
    for (int i = 0; i < 50; ++i) ASSERT_TRUE(run(database().write(add_note(i, std::string(2'000, 'x')))));
    EXPECT_TRUE(database().check());
    database_.reset();
    {
        std::fstream file{scratch_.file(), std::ios::in | std::ios::out | std::ios::binary};
        file.seekp(3 * 4096);
        const std::string rubbish(4096, '\x55');
        file.write(rubbish.data(), static_cast<std::streamsize>(rubbish.size()));
    }
    database_ = open_notes({.file = scratch_.file()});
    EXPECT_FALSE(database().check());
}

TEST_F(DatabaseTest, NeedsAFolderForItsFile) {
    auto outcome = Database::open({.file = scratch_.file("absent/test.db")}, notes_schema);
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().code(), core::engine_away);
}

}  // namespace
}  // namespace instante::sqlite
