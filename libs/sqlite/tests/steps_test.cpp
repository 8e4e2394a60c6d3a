#include "sqlite/steps.hpp"

#include <gtest/gtest.h>

#include "sqlite/database.hpp"
#include "sqlite/tests/notes.hpp"

namespace instante::sqlite {
namespace {

TEST(Steps, AreMoreTheMoreRowsAStatementReads) {
    Scratch scratch;
    const auto database = open_notes({.file = scratch.file()});
    const auto steps_to = [&](int last) {
        auto count = [last](Connection& connection) -> Result<void> {
            auto rows = connection.prepare(
                "with recursive n (i) as (select 1 union all select i + 1 from n where i < ?) select i from n");
            rows.bind(last);
            while (rows.step()) {
            }
            return {};
        };
        const auto before = steps();
        database->read(count).value();
        return steps() - before;
    };
    steps_to(1);  // opens the connection, which takes some too
    const auto few = steps_to(10);
    EXPECT_GT(few, 10u);
    EXPECT_EQ(steps_to(10), few);
    EXPECT_GT(steps_to(100), 5 * few);
}

}  // namespace
}  // namespace instante::sqlite
