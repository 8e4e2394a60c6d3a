#include "authentication/outbound/sqlite/search_fences.hpp"

#include <optional>

#include "authentication/domain/search.hpp"

namespace instante::authentication::sqlite_store {

namespace {

struct Fence {
    std::uint64_t place = 0;
    std::int64_t people = 0;
};

std::optional<Fence> fence_of(sqlite::Statement&& row) {
    if (!row.step()) return std::nullopt;
    return Fence{static_cast<std::uint64_t>(row.integer(0)), row.integer(1)};
}

std::optional<Fence> fence_before(sqlite::Connection& connection, std::uint64_t place) {
    return fence_of(
        connection.prepare("select place, people from search_fence where place < ? order by place desc limit 1").bind(place));
}

std::optional<Fence> fence_after(sqlite::Connection& connection, std::uint64_t place) {
    return fence_of(
        connection.prepare("select place, people from search_fence where place > ? order by place limit 1").bind(place));
}

void set_people(sqlite::Connection& connection, const Fence& fence) {
    connection.prepare("insert or replace into search_fence values (?, ?)").bind(fence.place, fence.people).run();
}

/// Sets up a fence amid the people behind `fence`.
void split(sqlite::Connection& connection, const Fence& fence) {
    const auto half = fence.people / 2;
    const std::string match = '"' + std::string{everybodys_piece} + '"';
    std::uint64_t place = 0;
    {
        auto row =
            connection.prepare("select rowid from search where search match ? and rowid > ? order by rowid limit 1 offset ?");
        if (!row.bind(match, fence.place, half - 1).step()) return;
        place = static_cast<std::uint64_t>(row.integer(0)) + 1;
    }
    connection.prepare("insert into search (rowid, text) values (?, ?)").bind(place, fence_piece).run();
    set_people(connection, {fence.place, half});
    set_people(connection, {place, fence.people - half});
}

/// Takes down `second`, whose people are counted with `first` from now on.
void merge(sqlite::Connection& connection, const Fence& first, const Fence& second) {
    connection.prepare("insert into search (search, rowid, text) values ('delete', ?, ?)").bind(second.place, fence_piece).run();
    connection.prepare("delete from search_fence where place = ?").bind(second.place).run();
    set_people(connection, {first.place, first.people + second.people});
}

}  // namespace

void count_at(sqlite::Connection& connection, std::uint64_t place, int by, std::int64_t limit) {
    auto fence = fence_before(connection, place);
    if (!fence) return;  // never: the first stands before everybody
    fence->people += by;
    set_people(connection, *fence);
    if (fence->people > limit) return split(connection, *fence);
    if (by > 0) return;
    const auto few = limit / 4;  // two neighbours with no more people become one: far from where they would part again
    const auto before = fence_before(connection, fence->place);
    if (before && before->people + fence->people <= few) return merge(connection, *before, *fence);
    const auto after = fence_after(connection, fence->place);
    if (after && after->people + fence->people <= few) merge(connection, *fence, *after);
}

}  // namespace instante::authentication::sqlite_store
