#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sqlite/tests/notes.hpp"

namespace instante::sqlite {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::array two_steps{
    notes_schema[0],
    Migration{"stars", "alter table note add column stars integer not null default 0; create index note_stars on note (stars)"},
};
constexpr std::array broken_step{
    notes_schema[0],
    Migration{"broken", "create table half (i integer) strict; create table note (i integer) strict"},
};
constexpr std::array renamed_step{Migration{"letters", notes_schema[0].sql}};

class MigrationTest : public testing::Test {
protected:
    Result<std::unique_ptr<Database>> open(std::span<const Migration> migrations) {
        return Database::open({.file = scratch_.file()}, migrations);
    }

    Scratch scratch_;
};

TEST_F(MigrationTest, TakesOnlyTheStepsThatAreMissing) {
    {
        auto database = open(notes_schema).value();
        ASSERT_TRUE(async::run(database->write(add_note(1, "kept"))));
    }
    for (int twice = 0; twice < 2; ++twice) {
        auto database = open(two_steps).value();
        EXPECT_THAT(note_numbers(*database), ElementsAre(1));
        auto row = database->reader().prepare("select group_concat(name) from schema_migration where applied_at > 0");
        ASSERT_TRUE(row.step());
        EXPECT_EQ(row.text(0), "notes,stars");
    }
}

TEST_F(MigrationTest, RefusesANewerFile) {
    ASSERT_TRUE(open(two_steps));
    auto outcome = open(notes_schema);
    ASSERT_FALSE(outcome);
    EXPECT_THAT(outcome.error().note(), HasSubstr("newer"));
}

TEST_F(MigrationTest, RefusesAnotherProgramsFile) {
    ASSERT_TRUE(open(notes_schema));
    auto outcome = open(renamed_step);
    ASSERT_FALSE(outcome);
    EXPECT_THAT(outcome.error().note(), HasSubstr("another program"));
}

TEST_F(MigrationTest, LeavesNothingOfAStepThatFails) {
    auto outcome = open(broken_step);
    ASSERT_FALSE(outcome);
    EXPECT_THAT(outcome.error().note(), HasSubstr("broken"));
    auto database = open(notes_schema).value();
    EXPECT_THROW(static_cast<void>(database->reader().prepare("select i from half")), Failure);
}

}  // namespace
}  // namespace instante::sqlite
