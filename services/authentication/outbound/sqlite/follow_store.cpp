#include <limits>

#include "authentication/domain/errors.hpp"
#include "authentication/outbound/sqlite/columns.hpp"
#include "authentication/outbound/sqlite/parts.hpp"

namespace instante::authentication::sqlite_store {

namespace {

std::optional<Follow> edge_in(Writing& writing, UserId follower, UserId followee) {
    auto row = writing.prepare("select * from follow where follower = ? and followee = ?").bind(follower, followee);
    if (!row.step()) return std::nullopt;
    return follow_of(row);
}

void store(Writing& writing, const Follow& edge) {
    writing.prepare("insert or replace into follow values (?,?,?,?,?,?,?)")
        .bind(edge.follower, edge.followee, edge.id, static_cast<int>(edge.state), edge.version, edge.created_at, edge.noticed_at)
        .run();
}

Result<Follow> follow_in(Writing& writing, const NewFollow& asked) {
    auto follower = writing.user(asked.follower);
    if (!follower) return follower.error();
    const auto known = *follower && (*follower)->state == UserState::active && writing.is_active(asked.followee);
    if (!known) return core::Error{core::not_found};
    auto edge = edge_in(writing, asked.follower, asked.followee).value_or(Follow{});
    if (edge.state == FollowState::active) return edge;
    if ((*follower)->following_count >= follow_limit) return core::Error{too_many_followed};

    edge.id = asked.id;
    edge.follower = asked.follower;
    edge.followee = asked.followee;
    edge.state = FollowState::active;
    ++edge.version;
    edge.created_at = asked.at;
    const auto notice = deserves_notice(edge, asked.at);
    if (notice) edge.noticed_at = asked.at;
    store(writing, edge);
    writing.count(edge, 1);
    writing.announce(FollowCreated{edge}, asked.trace);
    if (notice) writing.announce(FollowNoticed{edge, person(**follower)}, asked.trace);
    return edge;
}

Result<void> unfollow_in(Writing& writing, UserId follower, UserId followee, const core::Trace& trace) {
    auto edge = edge_in(writing, follower, followee);
    if (!edge || edge->state == FollowState::none) return boost::system::in_place_value;
    if (edge->state == FollowState::active) writing.count(*edge, -1);
    edge->state = FollowState::none;
    ++edge->version;
    store(writing, *edge);
    writing.announce(FollowDeleted{*edge}, trace);
    return boost::system::in_place_value;
}

core::Page<Person, FollowId> page_of(sqlite::Statement rows, std::size_t limit) {
    core::Page<Person, FollowId> page;
    FollowId last;
    for (std::size_t seen = 0; rows.step(); ++seen) {
        if (seen == limit) {
            page.next = last;
            break;
        }
        last = rows.id<FollowId>(0);
        const auto active = rows.integer(1) == static_cast<int>(UserState::active);
        if (active) page.items.push_back({rows.id<UserId>(2), rows.text(3), rows.text(4), rows.text(5)});
    }
    return page;
}

constexpr std::string_view followers_sql =
    "select f.id, u.state, u.id, u.username, u.name, u.image_key from follow f cross join user u on u.id = f.follower "
    "where f.followee = ? and f.state = 1 and f.id < ? order by f.id desc limit ?";
constexpr std::string_view following_sql =
    "select f.id, u.state, u.id, u.username, u.name, u.image_key from follow f cross join user u on u.id = f.followee "
    "where f.follower = ? and f.state = 1 and f.id < ? order by f.id desc limit ?";
constexpr FollowId newest{static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())};

FollowState state_between(sqlite::Connection& connection, UserId follower, UserId followee) {
    auto row = connection.prepare("select state from follow where follower = ? and followee = ?").bind(follower, followee);
    return row.step() ? static_cast<FollowState>(row.integer(0)) : FollowState::none;
}

Result<core::Page<Follow, EdgeKey>> edges_in(sqlite::Connection& connection, EdgeKey after, std::size_t limit) {
    core::Page<Follow, EdgeKey> page;
    auto rows =
        connection.prepare("select * from follow where (follower, followee) > (?, ?) order by follower, followee limit ?");
    rows.bind(after.follower, after.followee, limit + 1);
    while (rows.step()) {
        if (page.items.size() == limit) {
            page.next = EdgeKey{page.items.back().follower, page.items.back().followee};
            break;
        }
        page.items.push_back(follow_of(rows));
    }
    return page;
}

class SqliteFollowStore final : public FollowStore {
public:
    explicit SqliteFollowStore(EnginePtr engine) : engine_(std::move(engine)) {}

    Task<Result<Follow>> follow(NewFollow asked) override {
        auto operation = [asked = std::move(asked)](Writing& writing) { return follow_in(writing, asked); };
        co_return co_await engine_->write(std::move(operation));
    }

    Task<Result<void>> unfollow(UserId follower, UserId followee, core::Timestamp, core::Trace trace) override {
        auto operation = [=, trace = std::move(trace)](Writing& writing) {
            return unfollow_in(writing, follower, followee, trace);
        };
        co_return co_await engine_->write(std::move(operation));
    }

    Task<Result<core::Page<Person, FollowId>>> followers(UserId user, std::optional<FollowId> before,
                                                         std::size_t limit) override {
        co_return list(followers_sql, user, before, limit);
    }
    Task<Result<core::Page<Person, FollowId>>> following(UserId user, std::optional<FollowId> before,
                                                         std::size_t limit) override {
        co_return list(following_sql, user, before, limit);
    }

    Task<Result<Relation>> relation(UserId viewer, UserId user) override {
        auto query = [&](sqlite::Connection& connection) -> Result<Relation> {
            const auto there = state_between(connection, viewer, user);
            const auto back = state_between(connection, user, viewer);
            return Relation{there == FollowState::active, back == FollowState::active, there == FollowState::requested};
        };
        co_return engine_->read(query);
    }

    Task<Result<core::Page<Follow, EdgeKey>>> edges(std::optional<EdgeKey> after, std::size_t limit) override {
        auto query = [from = after.value_or(EdgeKey{}), limit](sqlite::Connection& connection) {
            return edges_in(connection, from, limit);
        };
        co_return co_await engine_->read_many(std::move(query));
    }

private:
    Result<core::Page<Person, FollowId>> list(std::string_view sql, UserId user, std::optional<FollowId> before,
                                              std::size_t limit) {
        auto query = [&](sqlite::Connection& connection) -> Result<core::Page<Person, FollowId>> {
            return page_of(connection.prepare(sql).bind(user, before.value_or(newest), limit + 1), limit);
        };
        return engine_->read(query);
    }

    EnginePtr engine_;
};

}  // namespace

std::unique_ptr<FollowStore> make_follows(EnginePtr engine) {
    return std::make_unique<SqliteFollowStore>(std::move(engine));
}

}  // namespace instante::authentication::sqlite_store
