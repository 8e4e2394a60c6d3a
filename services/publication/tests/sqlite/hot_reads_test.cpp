#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <mutex>
#include <set>

#include "blob/testing/temporary_folder.hpp"
#include "publication/tests/support/engine.hpp"
#include "publication/tests/support/stories.hpp"

namespace instante::publication::testing {
namespace {

/// Every statement that this process runs, as SQLite tells it, while this lives.
class Overheard {
public:
    Overheard() { sqlite3_auto_extension(reinterpret_cast<void (*)()>(listen)); }
    ~Overheard() { sqlite3_cancel_auto_extension(reinterpret_cast<void (*)()>(listen)); }
    Overheard(const Overheard&) = delete;
    Overheard& operator=(const Overheard&) = delete;

    static void forget() {
        const std::lock_guard lock{mutex};
        statements.clear();
    }
    static std::set<std::string> heard() {
        const std::lock_guard lock{mutex};
        return statements;
    }

private:
    static int listen(sqlite3* database, const char**, const void*) {
        return sqlite3_trace_v2(database, SQLITE_TRACE_STMT, hear, nullptr);
    }
    static int hear(unsigned, void*, void* statement, void*) {
        const std::lock_guard lock{mutex};
        statements.insert(sqlite3_sql(static_cast<sqlite3_stmt*>(statement)));
        return 0;
    }
    static inline std::mutex mutex;
    static inline std::set<std::string> statements;
};

/// How SQLite goes about `sql` in `file`.
std::string plan_of(const std::filesystem::path& file, const std::string& sql) {
    sqlite3* database = nullptr;
    sqlite3_open(file.c_str(), &database);
    sqlite3_stmt* rows = nullptr;
    sqlite3_prepare_v2(database, ("explain query plan " + sql).c_str(), -1, &rows, nullptr);
    std::string plan;
    while (sqlite3_step(rows) == SQLITE_ROW)
        plan += reinterpret_cast<const char*>(sqlite3_column_text(rows, 3)) + std::string{"\n"};
    sqlite3_finalize(rows);
    sqlite3_close(database);
    return plan;
}

class HotReads : public ::testing::Test {
protected:
    void SetUp() override {
        async::run(stores_.people->keep({person(ana), person(bruno)})).value();
        for (std::uint64_t id = 1; id <= 130; ++id)
            async::run(stores_.publications->add(created(id, bruno, "text", id % 2 == 0 ? Reach::pull : Reach::push))).value();
        async::run(stores_.people->keep_follows({follow(ana, bruno)})).value();
        Overheard::forget();
    }
    /// What was read since is read by keys: nothing is scanned, nothing sorted.
    void expect_keyed() {
        std::size_t selects = 0;
        for (const auto& sql : Overheard::heard()) {
            if (!sql.starts_with("select")) continue;
            ++selects;
            const auto plan = plan_of(folder_.path() / "publication.db", sql);
            EXPECT_THAT(plan, ::testing::HasSubstr("SEARCH")) << sql;
            EXPECT_THAT(plan, ::testing::Not(::testing::HasSubstr("SCAN"))) << sql;
            EXPECT_THAT(plan, ::testing::Not(::testing::HasSubstr("TEMP B-TREE"))) << sql;
        }
        EXPECT_GE(selects, 1u);
    }

    /// Of a publication, by clara.
    static Report report(std::uint64_t publication) {
        return {.id = ReportId{1000 + publication},
                .reporter = clara,
                .subject = PublicationId{publication},
                .text = "why",
                .created_at = noon};
    }

    Overheard overheard_;
    blob::TemporaryFolder folder_;
    std::unique_ptr<Engine> engine_ = make_sqlite_engine(folder_.path());
    Stores& stores_ = engine_->stores();
};

TEST_F(HotReads, AScanWouldBeHeard) {
    EXPECT_THAT(plan_of(folder_.path() / "publication.db", "select * from publication where text = 'x' order by version"),
                ::testing::AllOf(::testing::HasSubstr("SCAN"), ::testing::HasSubstr("TEMP B-TREE")));
}

TEST_F(HotReads, AFeedIsReadByKeysToItsEnd) {
    EXPECT_EQ(engine_->feed(ana).size(), 130u);
    EXPECT_GE(Overheard::heard().size(), 8u) << "the timeline, what is pulled, and the lists below its floor";
    expect_keyed();
}

TEST_F(HotReads, ListsAndSinglePublicationsAreReadByKeys) {
    ASSERT_EQ(async::run(stores_.publications->newest(PublicationId{100}, 20)).value().items.size(), 20u);
    ASSERT_EQ(async::run(stores_.publications->by_owner(bruno, PublicationId{100}, 20)).value().items.size(), 20u);
    ASSERT_TRUE(async::run(stores_.publications->look_up(PublicationId{7})).value());
    ASSERT_EQ(async::run(stores_.publications->find({PublicationId{7}})).value().size(), 1u);
    expect_keyed();
}

TEST_F(HotReads, WhatIsHiddenCostsWhoReadsNothing) {
    const auto read_everything = [&] {
        Overheard::forget();
        engine_->feed(ana);
        async::run(stores_.publications->newest(beyond_newest, 20)).value();
        async::run(stores_.publications->by_owner(bruno, beyond_newest, 20)).value();
        return Overheard::heard();
    };
    const auto before = read_everything();
    for (std::uint64_t id = 1; id <= 60; ++id) {
        async::run(stores_.reports->file(report(id))).value();
        async::run(stores_.reports->hide(PublicationId{id}, noon)).value();
    }
    EXPECT_THAT(before, ::testing::IsSupersetOf(read_everything())) << "the same statements, over the same tables";
    for (const auto& sql : before) EXPECT_THAT(sql, ::testing::Not(::testing::HasSubstr("hidden")));
    EXPECT_EQ(engine_->feed(ana).size(), 70u);
}

TEST_F(HotReads, ReportsAreKeptAndJudgedByKeys) {
    async::run(stores_.people->keep({person(clara)})).value();
    for (std::uint64_t id = 1; id <= 30; ++id) async::run(stores_.reports->file(report(id))).value();
    Overheard::forget();
    async::run(stores_.reports->file(report(31))).value();
    ASSERT_EQ(async::run(stores_.reports->list(CaseState::open, beyond_newest_report, 20)).value().items.size(), 20u);
    ASSERT_TRUE(async::run(stores_.reports->find(1031)).value());
    async::run(stores_.reports->hide(PublicationId{1}, noon)).value();
    async::run(stores_.reports->dismiss(PublicationId{1}, noon)).value();
    async::run(stores_.people->keep({gone(clara, PersonState::deleted, 2)})).value();
    async::run(stores_.removals->begin({clara, beyond_newest, true})).value();
    async::run(stores_.removals->advance({clara, beyond_newest, true}, 10)).value();
    expect_keyed();
}

TEST_F(HotReads, PeopleAreFoundByKeys) {
    ASSERT_EQ(async::run(stores_.people->find({bruno})).value().size(), 1u);
    ASSERT_TRUE(async::run(stores_.people->by_username("user_102")).value());
    ASSERT_EQ(async::run(stores_.people->followers(bruno)).value(), 1u);
    expect_keyed();
}

TEST_F(HotReads, WhatAPublicationReadsWhenItSpreadsIsReadByKeys) {
    for (std::uint64_t reader = 1000; reader < 1120; ++reader)
        async::run(stores_.people->keep_follows({follow(UserId{reader}, ana)})).value();
    Overheard::forget();
    async::run(stores_.publications->add(created(500, ana))).value();
    ASSERT_FALSE(async::run(stores_.timelines->advance({PublicationId{500}, ana, UserId{}}, 10)).value());
    async::run(stores_.people->keep_follows({follow(davi, bruno)})).value();
    async::run(stores_.publications->remove(ana, {PublicationId{500}}, {})).value();
    async::run(stores_.removals->begin({bruno, PublicationId{50}})).value();
    async::run(stores_.removals->advance({bruno, PublicationId{50}}, 10)).value();
    expect_keyed();
}

}  // namespace
}  // namespace instante::publication::testing
