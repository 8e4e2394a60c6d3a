#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sysexits.h>

#include "sqlite/tests/failing_disk.hpp"
#include "sqlite/tests/notes.hpp"

namespace instante::sqlite {
namespace {

using async::run;
using testing::ElementsAre;

class FailureTest : public testing::Test {
protected:
    FailingDisk disk_;
    Scratch scratch_;
    std::unique_ptr<Database> database_ = open_notes({.file = scratch_.file()});
};

TEST_F(FailureTest, AFullDiskIsEngineAwayUntilThereIsRoom) {
    ASSERT_TRUE(run(database_->write(add_note(1, "before"))));
    disk_.fill(true);
    const auto outcome = run(database_->write(add_note(2, "no room")));
    EXPECT_EQ(outcome.error().code(), core::engine_away);
    EXPECT_FALSE(database_->healthy());
    disk_.fill(false);
    ASSERT_TRUE(run(database_->write(add_note(3, "after"))));
    EXPECT_TRUE(database_->healthy());
    EXPECT_THAT(note_numbers(*database_), ElementsAre(1, 3));
}

TEST_F(FailureTest, AFileThatNobodyWritesToFindsOutThatThereIsRoomAgain) {
    disk_.fill(true);
    ASSERT_FALSE(run(database_->write(add_note(1, "no room"))));
    EXPECT_EQ(run(database_->ready()).error().code(), core::engine_away);
    disk_.fill(false);
    EXPECT_TRUE(run(database_->ready()));
    EXPECT_TRUE(database_->healthy());
    EXPECT_THAT(note_numbers(*database_), ElementsAre());
}

TEST_F(FailureTest, ADatabaseAtItsPageLimitFailsOnlyWhatIsTooLarge) {
    auto limit = [](Connection& connection) -> Result<void> {
        connection.execute("pragma max_page_count = 20");
        return {};
    };
    ASSERT_TRUE(run(database_->write(limit)));
    const auto outcome = run(database_->write(add_note(1, std::string(200'000, 'x'))));
    EXPECT_EQ(outcome.error().code(), core::engine_away);
    EXPECT_FALSE(database_->healthy());
    ASSERT_TRUE(run(database_->write(add_note(2, "small"))));
    EXPECT_TRUE(database_->healthy());
    EXPECT_THAT(note_numbers(*database_), ElementsAre(2));
}

using FailureDeathTest = FailureTest;

TEST_F(FailureDeathTest, AFailedSyncEndsTheProcess) {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    auto write_on_a_broken_disk = [this] {
        disk_.break_syncs(true);
        static_cast<void>(run(database_->write(add_note(1, "unknown"))));
    };
    EXPECT_EXIT(write_on_a_broken_disk(), testing::ExitedWithCode(EX_IOERR), "I/O error during commit");
}

}  // namespace
}  // namespace instante::sqlite
