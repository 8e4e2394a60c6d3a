#include "authentication/outbound/sqlite/search_fences.hpp"

#include <functional>
#include <map>
#include <random>

#include "authentication/domain/search.hpp"
#include "authentication/outbound/sqlite/search_index.hpp"
#include "authentication/outbound/sqlite/search_upkeep.hpp"
#include "authentication/outbound/sqlite/stores.hpp"
#include "authentication/tests/ports/adapters.hpp"

namespace instante::authentication::testing {
namespace {

using async::run;
using sqlite_store::is_fence;

/// A search index with fences after few people.
class SearchFences : public ::testing::Test {
protected:
    static constexpr std::int64_t limit = 16;
    static constexpr std::uint64_t classes = 4;

    /// A change of the index, in the order of their coming, once `flush` is called.
    void queue(std::function<void(sqlite::Connection&)> change) { queued_.push_back(std::move(change)); }
    void flush() {
        auto operation = [changes = std::move(queued_)](sqlite::Connection& connection) -> Result<void> {
            for (const auto& change : changes) change(connection);
            return boost::system::in_place_value;
        };
        queued_.clear();
        ASSERT_TRUE(run(database_->write(std::move(operation))));
    }
    void come(std::uint64_t number, std::uint32_t popularity, const std::string& name) {
        const auto place = search_place(popularity, number);
        people_[place] = search_text("u" + std::to_string(number), name);
        queue([text = people_[place], place](sqlite::Connection& connection) {
            connection.prepare("insert into search (rowid, text) values (?, ?)").bind(place, text).run();
            sqlite_store::count_at(connection, place, 1, limit);
        });
    }
    void go(std::uint64_t place) {
        queue([text = people_[place], place](sqlite::Connection& connection) {
            connection.prepare("insert into search (search, rowid, text) values ('delete', ?, ?)").bind(place, text).run();
            sqlite_store::count_at(connection, place, -1, limit);
        });
        people_.erase(place);
    }
    /// The fences by place, with the people counted behind each.
    std::map<std::uint64_t, std::int64_t> fences() {
        std::map<std::uint64_t, std::int64_t> found;
        const auto reading = database_->reading();
        auto rows = reading.connection().prepare("select place, people from search_fence");
        while (rows.step()) found[static_cast<std::uint64_t>(rows.integer(0))] = rows.integer(1);
        return found;
    }
    /// That the index holds a document for each fence but the first, and that the counts are true.
    void expect_true_counts() {
        flush();
        const auto counted = fences();
        std::map<std::uint64_t, std::int64_t> standing{{0, 0}};
        const auto reading = database_->reading();
        auto rows = reading.connection().prepare("select rowid from search where search match '\"|||\"' order by rowid");
        while (rows.step()) standing[static_cast<std::uint64_t>(rows.integer(0))] = 0;
        for (const auto& person : people_) ++std::prev(standing.upper_bound(person.first))->second;
        EXPECT_EQ(counted, standing);
        for (const auto& [place, people] : counted) {
            EXPECT_LE(people, limit);
            EXPECT_TRUE(place == 0 || is_fence(place));
        }
    }

    Folder folder_;
    std::unique_ptr<sqlite::Database> database_ =
        sqlite::Database::open({.file = folder_.path() / "authentication.db"}, sqlite_schema()).value();
    std::map<std::uint64_t, std::string> people_;  ///< their texts, by place

private:
    std::vector<std::function<void(sqlite::Connection&)>> queued_;
};

TEST_F(SearchFences, StandBetweenFewPeopleWhoeverComesAndGoes) {
    std::minstd_rand random{7};
    std::uint64_t number = 0;
    for (int step = 0; step < 1500; ++step) {
        const auto coming = step < 600 ? 9u : step < 1100 ? 2u : 5u;  // more and more, then fewer, then as many
        if (people_.empty() || random() % 10 < coming) {
            come(++number, random() % classes, "Ana");
        } else {
            go(std::next(people_.begin(), static_cast<long>(random() % people_.size()))->first);
        }
        if (step % 100 == 99) expect_true_counts();
    }
    EXPECT_LE(fences().size(), 2 + people_.size() / 2);
    while (!people_.empty()) go(people_.begin()->first);
    expect_true_counts();
    EXPECT_EQ(fences().size(), 1u);
}

/// However many people there are: what one search without time looks at is what lies between two fences.
TEST_F(SearchFences, BoundASearchForWhatNobodyHas) {
    for (std::uint64_t number = 1; number <= 1000; ++number) come(number, number % classes, number % 2 == 0 ? "Silva" : "Santos");
    flush();
    outbox::SqliteSource outbox{*database_};
    async::Pool readers{{.name = "test-read"}};
    auto stores = make_sqlite_stores(*database_, outbox, readers, {}, std::chrono::nanoseconds{0});
    std::size_t pages = 0;
    for (std::optional<std::uint64_t> after; after || pages == 0; ++pages) {
        const auto page = run(stores.search->find({"silva", "santos"}, after, 20)).value();
        EXPECT_TRUE(page.items.empty());
        if (page.next) EXPECT_EQ(is_fence(*page.next), true);
        after = page.next;
    }
    EXPECT_EQ(pages, fences().size());
    EXPECT_GE(pages, 1000u / limit);
    // As long as it has time, one search goes on to the end.
    auto patient = make_sqlite_stores(*database_, outbox, readers, {}, std::chrono::hours{1});
    EXPECT_FALSE(run(patient.search->find({"silva", "santos"}, std::nullopt, 20)).value().next);
}

TEST_F(SearchFences, AreOfAnIndexThatIsKeptInFewParts) {
    const auto parts = [this] {
        const auto reading = database_->reading();
        auto row = reading.connection().prepare("select count(distinct segid) from search_idx");
        row.step();
        return row.integer(0);
    };
    std::int64_t most = 0;
    for (std::uint64_t number = 1; number <= 100; ++number) {
        come(number, number % classes, "Silva");
        flush();
        most = std::max(most, parts());
    }
    EXPECT_GT(most, 5);
    outbox::SqliteSource outbox{*database_};
    async::Pool readers{{.name = "test-read"}};
    auto stores = make_sqlite_stores(*database_, outbox, readers, {});
    for (int steps = 0; run(stores.search->tend()).value(); ++steps) ASSERT_LT(steps, 100);
    EXPECT_LE(parts(), 3);
    EXPECT_FALSE(run(stores.search->tend()).value());
    const auto reading = database_->reading();
    auto rows = reading.connection().prepare("select count(*) from search where search match 'sil'");
    ASSERT_TRUE(rows.step());
    EXPECT_EQ(rows.integer(0), 100);
}

/// A file as it was before there were fences.
class OldSearchIndex : public ::testing::Test {
protected:
    OldSearchIndex() {
        auto old = sqlite_schema();
        while (old.back().name != "search") old.pop_back();
        auto database = sqlite::Database::open({.file = file()}, old).value();
        auto operation = [](sqlite::Connection& connection) -> Result<void> {
            for (std::uint64_t id = 1; id <= 600; ++id) add_person(connection, id);
            return boost::system::in_place_value;
        };
        EXPECT_TRUE(run(database->write(operation)));
    }
    static void add_person(sqlite::Connection& connection, std::uint64_t id) {
        const auto username = "u" + std::to_string(id);
        connection.prepare("insert into user values (?, ?, ?, 0, 'Иван Silva', '', '', null, '', 'en', ?, 1, 0, 0, 0, 0, null)")
            .bind(id, username, username + "@example.org", id == 77 ? 1 : 0)
            .run();
        if (id > 300) return;  // those of a file that is older still are in no index
        connection.prepare("insert into search_person (user) values (?)").bind(id).run();
        connection.prepare("insert into search (rowid, text) values (?, ?)").bind(id, "^^" + username + " ^^silva").run();
    }
    [[nodiscard]] std::filesystem::path file() const { return folder_.path() / "authentication.db"; }
    std::vector<std::uint64_t> find(sqlite::Database& database, const std::string& text) {
        outbox::SqliteSource outbox{database};
        async::Pool readers{{.name = "test-read"}};
        const auto stores = make_sqlite_stores(database, outbox, readers, {});
        std::vector<std::uint64_t> ids;
        for (std::optional<std::uint64_t> after = 0; after;) {
            const auto page = run(stores.search->find(search_words(text), after, 100)).value();
            for (const auto& each : page.items) ids.push_back(each.id.value);
            after = page.next;
        }
        return ids;
    }

private:
    Folder folder_;
};

TEST_F(OldSearchIndex, IsFilledAnewBySmallSteps) {
    auto database = sqlite::Database::open({.file = file()}, sqlite_schema()).value();
    EXPECT_TRUE(find(*database, "silva").empty());
    auto some = [](sqlite::Connection& connection) {
        return Result<std::optional<std::uint64_t>>{sqlite_store::index_some(connection, 0, 100)};
    };
    EXPECT_EQ(run(database->write(some)).value(), 100u);
    EXPECT_EQ(find(*database, "silva").size(), 99u);  // one of them is disabled
    // Somebody changes who is not there yet, somebody who is, and a third comes.
    auto change = [](sqlite::Connection& connection) -> Result<void> {
        for (const auto id : {UserId{50}, UserId{550}}) {
            const auto before = sqlite_store::indexed(connection, id);
            connection.prepare("update user set followers_count = 9 where id = ?").bind(id).run();
            sqlite_store::reindex(connection, id, before);
        }
        add_person(connection, 601);
        sqlite_store::reindex(connection, UserId{601}, {});
        return boost::system::in_place_value;
    };
    ASSERT_TRUE(run(database->write(change)));
    {
        const SearchUpkeep stopped{*database};
    }
    database.reset();
    database = sqlite::Database::open({.file = file()}, sqlite_schema()).value();
    const SearchUpkeep upkeep{*database};
    auto all = [](sqlite::Connection& connection) {
        return Result<std::optional<std::uint64_t>>{sqlite_store::index_some(connection, 0, 1000)};
    };
    ASSERT_TRUE(run(database->write(all)));  // whatever upkeep has done by now: doing it again changes nothing
    const auto found = find(*database, "иван silva");
    ASSERT_EQ(found.size(), 600u);
    EXPECT_EQ((std::vector<std::uint64_t>{found.begin(), found.begin() + 4}), (std::vector<std::uint64_t>{50, 550, 1, 2}));
    EXPECT_EQ(found.back(), 601u);
}

TEST_F(OldSearchIndex, IsFilledToTheEndInTheBackground) {
    auto database = sqlite::Database::open({.file = file()}, sqlite_schema()).value();
    const SearchUpkeep upkeep{*database};
    const auto filled = [&] {  // one more operation of the writer has let at least one step by
        EXPECT_TRUE(run(database->write([](sqlite::Connection&) -> Result<void> { return boost::system::in_place_value; })));
        return find(*database, "silva").size() == 599;
    };
    for (int round = 0; round < 100 && !filled(); ++round) {
    }
    EXPECT_TRUE(filled());
}

}  // namespace
}  // namespace instante::authentication::testing
