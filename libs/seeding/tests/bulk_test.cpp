#include "seeding/bulk.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <filesystem>

namespace instante::seeding {
namespace {

constexpr std::array schema{sqlite::Migration{
    "items", "create table item (id integer primary key, text text not null) strict; create index item_by_text on item (text)"}};

class BulkTest : public ::testing::Test {
protected:
    BulkTest() {
        auto pattern = (std::filesystem::temp_directory_path() / "instante-bulk-XXXXXX").string();
        folder_ = ::mkdtemp(pattern.data());
        database_ = open_or_exit(folder_ / "items.db", schema);
    }
    ~BulkTest() override {
        database_.reset();
        std::filesystem::remove_all(folder_);
    }
    std::int64_t number(std::string_view sql) {
        auto look = [sql](sqlite::Connection& connection) -> Result<std::int64_t> {
            auto row = connection.prepare(sql);
            row.step();
            return row.integer(0);
        };
        return database_->read(look).value();
    }

    std::filesystem::path folder_;
    std::unique_ptr<sqlite::Database> database_;
};

TEST_F(BulkTest, FillsEveryRowOnceAndLeavesTheIndexesAsTheyWere) {
    Bulk bulk{*database_};
    {
        const Bulk::Unindexed without{bulk, "item"};
        EXPECT_EQ(number("select count(*) from sqlite_schema where type = 'index'"), 0);
        bulk.fill(2'500, [](sqlite::Connection& connection, std::uint32_t n) {
            connection.prepare("insert into item (id, text) values (?, ?)").bind(n, std::to_string(n)).run();
        });
    }
    EXPECT_EQ(number("select count(*) from item"), 2'500);
    EXPECT_EQ(number("select count(*) from sqlite_schema where name = 'item_by_text'"), 1);
    EXPECT_EQ(number("select id from item indexed by item_by_text where text = '2499'"), 2'499);
}

}  // namespace
}  // namespace instante::seeding
