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

    static Result<std::string> read_text(Database& database, std::string_view sql) {
        return database.read([sql](Connection& connection) -> Result<std::string> {
            auto row = connection.prepare(sql);
            EXPECT_TRUE(row.step());
            return row.text(0);
        });
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
        EXPECT_EQ(read_text(*database, "select group_concat(name) from schema_migration where applied_at > 0").value(),
                  "notes,stars");
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
    EXPECT_EQ(read_text(*database, "select i from half").error().code(), core::internal);
}

}  // namespace
}  // namespace instante::sqlite
