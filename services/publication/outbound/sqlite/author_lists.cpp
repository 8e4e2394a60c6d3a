#include "publication/outbound/sqlite/author_lists.hpp"

namespace instante::publication::sqlite_file {

AuthorLists::AuthorLists(sqlite::Connection& connection, Which which, PublicationId before, PublicationId floor)
    : connection_(connection), which_(which), before_(before), floor_(floor) {}

sqlite::Statement AuthorLists::authors(UserId viewer) const {
    if (which_ == Which::pulled)
        return connection_
            .prepare(
                "select f.followee, o.version from follow f indexed by follow_pulled cross join person o on o.id = f.followee "
                "where f.follower = ? and f.active = 1 and f.pulled = 1 and o.state = 0")
            .bind(viewer);
    return connection_
        .prepare(
            "select f.followee, o.version from follow f indexed by follow_active cross join person o on o.id = f.followee "
            "where f.follower = ? and f.active = 1 and o.state = 0")
        .bind(viewer);
}

bool AuthorLists::open(UserId viewer, std::size_t author_limit) {
    std::size_t authors_opened = 0;
    auto row = authors(viewer);
    while (row.step()) {
        if (author_limit != 0 && authors_opened++ == author_limit) return false;
        add_next(row.id<UserId>(0), static_cast<std::uint64_t>(row.integer(1)), before_);
    }
    if (which_ == Which::pulled) return true;
    auto self = connection_.prepare("select version from person where id = ? and state = 0").bind(viewer);
    if (self.step()) add_next(viewer, static_cast<std::uint64_t>(self.integer(0)), before_);
    return true;
}

void AuthorLists::add_next(UserId owner, std::uint64_t owner_version, PublicationId before) {
    auto row =
        which_ == Which::pulled
            ? connection_.prepare(
                  "select id from publication where owner = ? and reach = 1 and id < ? and id > ? order by id desc limit 1")
            : connection_.prepare("select id from publication where owner = ? and id < ? and id > ? order by id desc limit 1");
    row.bind(owner, before, floor_);
    if (row.step()) heads_.push({row.id<PublicationId>(0), owner, owner_version});
}

std::optional<PublicationId> AuthorLists::head() const {
    if (heads_.empty()) return std::nullopt;
    return heads_.top().id;
}

Listed AuthorLists::take() {
    const auto taken = heads_.top();
    heads_.pop();
    add_next(taken.owner, taken.owner_version, taken.id);
    auto row = connection_.prepare("select version from publication where id = ?").bind(taken.id);
    row.step();  // it is there: nothing changes while we read
    return {taken.id, taken.owner, static_cast<std::uint64_t>(row.integer(0)), taken.owner_version};
}

}  // namespace instante::publication::sqlite_file
