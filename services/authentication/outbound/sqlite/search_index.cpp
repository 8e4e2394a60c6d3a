#include "authentication/outbound/sqlite/search_index.hpp"

#include <vector>

#include "authentication/domain/search.hpp"
#include "authentication/domain/user.hpp"
#include "authentication/outbound/sqlite/search_fences.hpp"

namespace instante::authentication::sqlite_store {

namespace {

/// A person's row of `search_person`.
struct Entry {
    std::uint64_t number = 0;
    std::optional<std::uint64_t> place;  ///< nothing: not in the index
};

/// The person's entry, made at their first time.
Entry entry_of(sqlite::Connection& connection, UserId user) {
    connection.prepare("insert or ignore into search_person (user) values (?)").bind(user).run();
    auto row = connection.prepare("select number, place from search_person where user = ?").bind(user);
    row.step();
    Entry entry{static_cast<std::uint64_t>(row.integer(0)), std::nullopt};
    if (const auto place = row.optional_integer(1)) entry.place = static_cast<std::uint64_t>(*place);
    return entry;
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
    auto entry = entry_of(connection, user);
    if (entry.place) {
        connection.prepare("insert into search (search, rowid, text) values ('delete', ?, ?)")
            .bind(*entry.place, before.text)
            .run();
        count_at(connection, *entry.place, -1);
        entry.place.reset();
    }
    if (!now.text.empty()) {
        entry.place = search_place(now.popularity, entry.number);
        connection.prepare("insert into search (rowid, text) values (?, ?)").bind(*entry.place, now.text).run();
        count_at(connection, *entry.place, 1);
    }
    connection.prepare("update search_person set place = ? where number = ?").bind(entry.place, entry.number).run();
}

std::optional<std::uint64_t> index_some(sqlite::Connection& connection, std::uint64_t number, std::size_t limit) {
    std::vector<UserId> missing;
    std::size_t seen = 0;
    {
        auto rows = connection.prepare("select number, user, place from search_person where number > ? order by number limit ?");
        rows.bind(number, limit);
        for (; rows.step(); ++seen) {
            number = static_cast<std::uint64_t>(rows.integer(0));
            if (rows.is_null(2)) missing.push_back(rows.id<UserId>(1));
        }
    }
    for (const auto user : missing) reindex(connection, user, {});
    return seen == limit ? std::optional{number} : std::nullopt;
}

}  // namespace instante::authentication::sqlite_store
