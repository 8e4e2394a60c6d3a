#include "authentication/outbound/sqlite/search_index.hpp"

#include <vector>

#include "authentication/domain/search.hpp"
#include "authentication/domain/user.hpp"
#include "authentication/outbound/sqlite/stores.hpp"

namespace instante::authentication::sqlite_store {

namespace {

/// The person's number in the index, given at their first time.
std::uint64_t number_of(sqlite::Connection& connection, UserId user) {
    connection.prepare("insert or ignore into search_person (user) values (?)").bind(user).run();
    auto row = connection.prepare("select number from search_person where user = ?").bind(user);
    row.step();
    return static_cast<std::uint64_t>(row.integer(0));
}

}  // namespace

Indexed indexed(sqlite::Connection& connection, UserId user) {
    auto row = connection.prepare("select username, name, state, followers_count from user where id = ?").bind(user);
    if (!row.step() || row.integer(2) != static_cast<int>(UserState::active)) return {};
    return {search_text(row.text_view(0), row.text_view(1)), popularity(row.integer(3))};
}

void reindex(sqlite::Connection& connection, UserId user, const Indexed& before) {
    const auto now = indexed(connection, user);
    if (now == before) return;
    const auto number = number_of(connection, user);
    if (!before.text.empty())
        connection.prepare("insert into search (search, rowid, text) values ('delete', ?, ?)")
            .bind(search_place(before.popularity, number), before.text)
            .run();
    if (!now.text.empty())
        connection.prepare("insert into search (rowid, text) values (?, ?)")
            .bind(search_place(now.popularity, number), now.text)
            .run();
}

void index_everybody(sqlite::Connection& connection) {
    std::vector<UserId> missing;
    {
        auto rows = connection.prepare(
            "select id from user where state = 0 and not exists (select 1 from search_person where user = id) order by id");
        while (rows.step()) missing.push_back(rows.id<UserId>(0));
    }
    for (const auto user : missing) reindex(connection, user, {});
}

}  // namespace instante::authentication::sqlite_store

namespace instante::authentication {

void bring_up_to_date(sqlite::Database& database) {
    auto operation = [](sqlite::Connection& connection) -> Result<void> {
        sqlite_store::index_everybody(connection);
        return boost::system::in_place_value;
    };
    (void)database.submit(operation,
                          [](const Result<void>&) {});  // the queue is empty yet; what fails is tried at the next start
}

}  // namespace instante::authentication
