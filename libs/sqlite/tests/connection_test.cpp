#include "sqlite/connection.hpp"

#include <gtest/gtest.h>

#include "sqlite/readers.hpp"
#include "sqlite/tests/notes.hpp"

namespace instante::sqlite {
namespace {

using core::Timestamp;
using NoteId = core::Id<struct NoteTag>;

class ConnectionTest : public testing::Test {
protected:
    Connection& connection() { return reading_.connection(); }

    Scratch scratch_;
    std::unique_ptr<Database> database_ = open_notes({.file = scratch_.file()});
    std::shared_ptr<Readers> readers_ = std::make_shared<Readers>(scratch_.file());
    Reading reading_ = readers_->read();
};

TEST_F(ConnectionTest, GivesBackWhatWasBound) {
    const std::string text = "caf\u00e9 \U0001F4F7";
    const Timestamp moment{std::chrono::milliseconds{1'764'000'000'123}};
    auto row = connection().prepare("select ?, ?, ?, ?, ?, ?").bind(text, -7, true, moment, NoteId{42}, 3'000'000'000u);
    ASSERT_TRUE(row.step());
    EXPECT_EQ(row.text(0), text);
    EXPECT_EQ(row.integer(1), -7);
    EXPECT_EQ(row.integer(2), 1);
    EXPECT_EQ(row.time(3), moment);
    EXPECT_EQ(row.id<NoteId>(4), NoteId{42});
    EXPECT_EQ(row.integer(5), 3'000'000'000);
    EXPECT_FALSE(row.step());
}

TEST_F(ConnectionTest, TellsAnEmptyTextFromNone) {
    auto row =
        connection().prepare("select ?, ?, ?, ?").bind(std::string_view{}, nullptr, std::optional<int>{}, std::optional{5});
    ASSERT_TRUE(row.step());
    EXPECT_EQ(row.optional_text(0), "");
    EXPECT_EQ(row.optional_text(1), std::nullopt);
    EXPECT_TRUE(row.is_null(1));
    EXPECT_EQ(row.optional_integer(2), std::nullopt);
    EXPECT_EQ(row.optional_integer(3), 5);
}

TEST_F(ConnectionTest, TakesAStatementWhileTheSameIsRead) {
    constexpr std::string_view numbers =
        "with recursive n(i) as (select 1 union all select i + 1 from n where i < 3) select i from n";
    std::int64_t sum = 0;
    auto outer = connection().prepare(numbers);
    while (outer.step()) {
        auto inner = connection().prepare(numbers);
        while (inner.step()) sum += outer.integer(0) * inner.integer(0);
    }
    EXPECT_EQ(sum, 36);
}

TEST_F(ConnectionTest, ForgetsTheLastUsesParameters) {
    constexpr std::string_view sql = "select ?, ?";
    ASSERT_TRUE(connection().prepare(sql).bind("one", "two").step());
    auto row = connection().prepare(sql).bind("three");
    ASSERT_TRUE(row.step());
    EXPECT_EQ(row.text(0), "three");
    EXPECT_TRUE(row.is_null(1));
}

TEST_F(ConnectionTest, DoesNotRunAStatementAgainAfterItsLastRow) {
    const auto rows = async::run(database_->write([](Connection& connection) -> Result<std::int64_t> {
        auto row = connection.prepare("insert into note (text) values ('once') returning number");
        while (row.step()) EXPECT_EQ(row.integer(0), 1);
        EXPECT_FALSE(row.step());
        auto count = connection.prepare("select count(*) from note");
        EXPECT_TRUE(count.step());
        return count.integer(0);
    }));
    EXPECT_EQ(rows.value(), 1);
}

TEST_F(ConnectionTest, RefusesMoreParametersThanThereAre) {
    EXPECT_THROW(connection().prepare("select ?").bind(1, 2), Failure);
}

TEST_F(ConnectionTest, NamesTheStatementThatDoesNotCompile) {
    try {
        static_cast<void>(connection().prepare("selec 1"));
        FAIL() << "compiled";
    } catch (const Failure& failure) {
        EXPECT_NE(std::string{failure.what()}.find("selec 1"), std::string::npos);
    }
}

TEST_F(ConnectionTest, ReadsButDoesNotWrite) {
    EXPECT_THROW(connection().execute("delete from note"), Failure);
}

}  // namespace
}  // namespace instante::sqlite
