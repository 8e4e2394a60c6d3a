#include "publication/outbound/sqlite/timeline_rows.hpp"

#include <utility>
#include <vector>

#include "publication/ports/timelines.hpp"

namespace instante::publication::sqlite_file {
namespace {

void raise_floor(sqlite::Connection& connection, UserId user, PublicationId floor) {
    connection
        .prepare(
            "insert into timeline_floor (user, floor) values (?, ?) on conflict (user) do update set floor = max(floor, "
            "excluded.floor)")
        .bind(user, floor)
        .run();
    connection.prepare("delete from timeline where user = ? and publication <= ?").bind(user, floor).run();
}

void trim(sqlite::Connection& connection, UserId user) {
    auto oldest = connection.prepare("select publication from timeline where user = ? order by publication desc limit 1 offset ?")
                      .bind(user, timeline_limit);
    if (!oldest.step()) return;
    raise_floor(connection, user, oldest.id<PublicationId>(0));
}

/// Counting a timeline at each entry would cost more than the entry: one in 64 counts for the others.
bool trims(UserId user, PublicationId publication) {
    const auto mixed = (user.value ^ (publication.value * 0x9E3779B97F4A7C15ull)) * 0xD1B54A32D192ED03ull;
    return mixed >> 58 == 0;
}

std::vector<UserId> next_followers(sqlite::Connection& connection, UserId owner, UserId after, std::size_t chunk) {
    std::vector<UserId> followers;
    followers.reserve(chunk);
    auto row =
        connection
            .prepare("select follower from follow where followee = ? and active = 1 and follower > ? order by follower limit ?")
            .bind(owner, after, chunk);
    while (row.step()) followers.push_back(row.id<UserId>(0));
    return followers;
}

void push(sqlite::Connection& connection, const Spreading& spreading, const std::vector<UserId>& followers) {
    for (const auto follower : followers) {
        add_to_timeline(connection, follower, spreading.publication, spreading.owner);
        if (trims(follower, spreading.publication)) trim(connection, follower);
    }
}

void mark(sqlite::Connection& connection, UserId owner, const std::vector<UserId>& followers) {
    for (const auto follower : followers)
        connection.prepare("update follow set pulled = 1 where follower = ? and followee = ?").bind(follower, owner).run();
}

}  // namespace

PublicationId floor_of(sqlite::Connection& connection, UserId user) {
    auto row = connection.prepare("select floor from timeline_floor where user = ?").bind(user);
    return row.step() ? row.id<PublicationId>(0) : PublicationId{};
}

void add_to_timeline(sqlite::Connection& connection, UserId user, PublicationId publication, UserId owner) {
    connection.prepare("insert into timeline (user, publication, owner) values (?, ?, ?) on conflict do nothing")
        .bind(user, publication, owner)
        .run();
}

void fill_back(sqlite::Connection& connection, UserId follower, UserId followee) {
    const auto floor = floor_of(connection, follower);
    std::size_t brought = 0;
    PublicationId oldest;
    auto row = connection.prepare("select id from publication where owner = ? and id > ? order by id desc limit ?")
                   .bind(followee, floor, backfill_limit + 1);
    while (row.step()) {
        if (brought++ == backfill_limit) {
            raise_floor(connection, follower, oldest);
            break;
        }
        oldest = row.id<PublicationId>(0);
        add_to_timeline(connection, follower, oldest, followee);
    }
    trim(connection, follower);
}

void take_back(sqlite::Connection& connection, UserId follower, UserId followee) {
    connection.prepare("delete from timeline where user = ? and owner = ?").bind(follower, followee).run();
}

std::optional<UserId> spread(sqlite::Connection& connection, const Spreading& spreading, UserId after, std::size_t chunk) {
    const auto followers = next_followers(connection, spreading.owner, after, chunk);
    if (spreading.reach == Reach::push) {
        push(connection, spreading, followers);
    } else {
        mark(connection, spreading.owner, followers);
    }
    if (followers.size() < chunk) return std::nullopt;
    return followers.back();
}

}  // namespace instante::publication::sqlite_file
