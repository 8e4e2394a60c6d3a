#include "authentication/outbound/sqlite/columns.hpp"
#include "authentication/outbound/sqlite/parts.hpp"
#include "json/reader.hpp"
#include "json/writer.hpp"

namespace instante::authentication::sqlite_store {

namespace {

std::string keys_column(const std::vector<std::string>& keys) {
    std::string text;
    json::Writer out{text};
    out.object().key("keys").array();
    for (const auto& key : keys) out.value(key);
    out.end_array().end_object();
    return text;
}

/// A row of `select * from deletion`.
Result<Deletion> deletion_of(const sqlite::Statement& row) {
    Deletion deletion;
    deletion.user = row.id<UserId>(0);
    deletion.version = row.integer(1);
    deletion.at = row.time(2);
    auto document = json::Document::parse(row.text_view(3));
    if (!document) return core::Error{core::internal, "a damaged deletion"}.caused_by(document.error());
    deletion.media_keys = document->root().strings("keys");
    deletion.pending = Keepers{static_cast<unsigned>(row.integer(4))};
    deletion.cleared = row.integer(5) != 0;
    deletion.announced = static_cast<int>(row.integer(6));
    deletion.next_at = row.time(7);
    return deletion;
}

Result<std::optional<Deletion>> deletion_in(Writing& writing, UserId user) {
    auto row = writing.prepare("select * from deletion where user = ?").bind(user);
    if (!row.step()) return std::optional<Deletion>{};
    auto deletion = deletion_of(row);
    if (!deletion) return deletion.error();
    return std::optional{std::move(*deletion)};
}

UserDeleted announcement_of(const Deletion& deletion) {
    return {deletion.user, deletion.version, deletion.at, deletion.media_keys};
}

/// What else is kept under a person's id, and forgotten at once.
void forget_belongings(Writing& writing, UserId user) {
    for (const auto* sql : {"delete from device where user = ?", "delete from mail_token where user = ?",
                            "delete from request_key where user = ?", "update pending_picture set unwanted = 1 where user = ?"})
        writing.prepare(sql).bind(user).run();
}

Result<Deletion> begin_in(Writing& writing, UserId id, core::Timestamp at, const core::Trace& trace) {
    auto stored = writing.user(id);
    if (!stored) return stored.error();
    if (!*stored || (*stored)->state == UserState::deleted) return core::Error{core::not_found};
    auto& user = **stored;
    Deletion deletion{.user = id, .version = user.version + 1, .at = at, .media_keys = media_keys(user.image), .next_at = at};
    auto replaced = writing.store(tombstone(user, at));
    if (!replaced) return replaced.error();
    writing.prepare("insert into deletion values (?,?,?,?,?,?,?,?)")
        .bind(id, deletion.version, at, keys_column(deletion.media_keys), deletion.pending.bits(), 0, 0, at)
        .run();
    writing.announce(announcement_of(deletion), trace);
    writing.end_sessions(id, {}, at, trace);
    forget_belongings(writing, id);
    return deletion;
}

std::vector<Follow> edges_of(Writing& writing, UserId user, std::size_t limit) {
    std::vector<Follow> edges;
    {
        auto rows = writing.prepare("select * from follow where follower = ? limit ?").bind(user, limit);
        while (rows.step()) edges.push_back(follow_of(rows));
    }
    auto rows = writing.prepare("select * from follow where followee = ? limit ?").bind(user, limit - edges.size());
    while (rows.step()) edges.push_back(follow_of(rows));
    return edges;
}

/// Ends an edge of somebody who is going. No tombstone stays of it: they cannot come back.
void end_edge(Writing& writing, Follow edge) {
    writing.prepare("delete from follow where follower = ? and followee = ?").bind(edge.follower, edge.followee).run();
    if (edge.state == FollowState::none) return;
    if (edge.state == FollowState::active) writing.count(edge, -1);
    edge.state = FollowState::none;
    ++edge.version;
    writing.announce(FollowDeleted{edge}, {});
}

Result<bool> clear_some_in(Writing& writing, UserId user, std::size_t limit) {
    if (!writing.prepare("select 1 from deletion where user = ?").bind(user).step()) return false;
    const auto edges = edges_of(writing, user, limit);
    for (const auto& edge : edges) end_edge(writing, edge);
    if (edges.size() == limit) return true;
    writing.prepare("update deletion set cleared = 1 where user = ?").bind(user).run();
    return false;
}

Result<void> postpone_in(Writing& writing, UserId user, core::Timestamp next_at, bool again) {
    const auto deletion = deletion_in(writing, user);
    if (!deletion) return deletion.error();
    if (!*deletion) return boost::system::in_place_value;
    writing.prepare("update deletion set next_at = ?, announced = announced + ? where user = ?").bind(next_at, again, user).run();
    if (again) writing.announce(announcement_of(**deletion), {});
    return boost::system::in_place_value;
}

Result<bool> answered_in(Writing& writing, UserId user, Keeper keeper) {
    auto deletion = deletion_in(writing, user);
    if (!deletion) return deletion.error();
    if (!*deletion) return false;
    auto pending = (*deletion)->pending;
    pending.remove(keeper);
    writing.prepare("update deletion set pending = ? where user = ?").bind(pending.bits(), user).run();
    return pending.empty() && (*deletion)->cleared;
}

Result<bool> finish_in(Writing& writing, UserId user) {
    auto ended = writing.prepare("delete from deletion where user = ? and cleared = 1 and pending = 0").bind(user).run();
    if (ended == 0) return false;
    writing.prepare("update user set username = null, email = null where id = ?").bind(user).run();
    writing.prepare("delete from mail_token where user = ?").bind(user).run();
    return true;
}

class SqliteDeletionStore final : public DeletionStore {
public:
    explicit SqliteDeletionStore(EnginePtr engine) : engine_(std::move(engine)) {}

    Task<Result<Deletion>> begin(UserId user, core::Timestamp at, core::Trace trace) override {
        auto operation = [user, at, trace = std::move(trace)](Writing& writing) { return begin_in(writing, user, at, trace); };
        co_return co_await engine_->write(std::move(operation));
    }

    Task<Result<bool>> clear_some(UserId user, std::size_t limit) override {
        auto operation = [user, limit](Writing& writing) { return clear_some_in(writing, user, limit); };
        co_return co_await engine_->write(std::move(operation));
    }

    Task<Result<std::vector<Deletion>>> due(core::Timestamp now, std::size_t limit) override {
        auto query = [now, limit](sqlite::Connection& connection) -> Result<std::vector<Deletion>> {
            std::vector<Deletion> due;
            auto rows = connection.prepare("select * from deletion where next_at <= ? order by next_at limit ?").bind(now, limit);
            while (rows.step()) {
                auto deletion = deletion_of(rows);
                if (!deletion) return deletion.error();
                due.push_back(std::move(*deletion));
            }
            return due;
        };
        co_return engine_->read(std::move(query));
    }

    Task<Result<void>> postpone(UserId user, core::Timestamp next_at, bool again) override {
        auto operation = [=](Writing& writing) { return postpone_in(writing, user, next_at, again); };
        co_return co_await engine_->write(std::move(operation));
    }

    Task<Result<bool>> answered(UserId user, Keeper keeper) override {
        auto operation = [=](Writing& writing) { return answered_in(writing, user, keeper); };
        co_return co_await engine_->write(std::move(operation));
    }

    Task<Result<bool>> finish(UserId user) override {
        auto operation = [user](Writing& writing) { return finish_in(writing, user); };
        co_return co_await engine_->write(std::move(operation));
    }

private:
    EnginePtr engine_;
};

}  // namespace

std::unique_ptr<DeletionStore> make_deletions(EnginePtr engine) {
    return std::make_unique<SqliteDeletionStore>(std::move(engine));
}

}  // namespace instante::authentication::sqlite_store
