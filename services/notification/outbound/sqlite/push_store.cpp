#include <utility>

#include "notification/outbound/sqlite/engine.hpp"

namespace instante::notification::sqlite_store {
namespace {

std::optional<DuePush::Content> content_of(const sqlite::Statement& row) {
    constexpr int is_wanted = 6;
    if (row.integer(is_wanted) == 0) return std::nullopt;
    DuePush::Content content;
    content.type = static_cast<Type>(row.integer(7));
    if (!row.is_null(8)) content.publication = row.id<PublicationId>(8);
    content.text = row.text(9);
    content.image = row.text(10);
    content.actor = {.id = row.id<UserId>(11), .username = row.text(12), .name = row.text(13), .image = row.text(14)};
    return content;
}

DuePush due_of(const sqlite::Statement& row) {
    DuePush due;
    due.push.key = {row.id<NotificationId>(0), row.text(1)};
    due.push.user = row.id<UserId>(2);
    due.push.lang = row.text(3);
    due.push.attempt = static_cast<int>(row.integer(4));
    due.push.due = row.time(5);
    due.content = content_of(row);
    return due;
}

Result<DuePage> due_in(sqlite::Connection& connection, core::Timestamp now, const DueKey& after, std::size_t limit) {
    DuePage page;
    page.pushes.reserve(limit);
    {
        // Left joins: what a push tells of, and whom, may be gone.
        auto row = connection.prepare(
            "select push.notification, push.token, push.user, push.lang, push.attempt, push.due, "
            "ifnull(n.hidden = 0 and actor.presence = 0 and ifnull(reader.presence <> 2, 1), 0), "
            "n.type, n.publication, n.text, n.image, actor.id, actor.username, actor.name, actor.image "
            "from push left join notification n on n.id = push.notification left join person actor on actor.id = n.actor "
            "left join person reader on reader.id = push.user "
            "where push.due <= ? and (push.due, push.notification, push.token) > (?, ?, ?) "
            "order by push.due, push.notification, push.token limit ?");
        row.bind(now, after.due, after.key.notification, after.key.token, limit);
        while (row.step()) page.pushes.push_back(due_of(row));
    }
    if (page.pushes.size() == limit) return page;
    auto row = connection.prepare("select min(due) from push where due > ?").bind(now);
    if (row.step() && !row.is_null(0)) page.next = row.time(0);
    return page;
}

Result<void> settle_in(Writing& writing, const std::vector<Settlement>& settlements) {
    DevicesGone gone;
    for (const auto& [key, user, outcome] : settlements) {
        if (const auto* later = std::get_if<Settlement::Later>(&outcome)) {
            writing.prepare("update push set due = ?, attempt = attempt + 1 where notification = ? and token = ?")
                .bind(later->due, key.notification, key.token)
                .run();
            continue;
        }
        const auto owed =
            writing.prepare("delete from push where notification = ? and token = ?").bind(key.notification, key.token).run();
        if (owed > 0 && std::holds_alternative<Settlement::Gone>(outcome)) gone.devices.push_back({user, key.token});
    }
    if (!gone.devices.empty()) writing.announce(gone, {});
    return {};
}

Result<Backlog> backlog_in(Writing& writing) {
    Backlog backlog;
    {
        auto row = writing.prepare("select count(*) from (select 1 from push limit ?)").bind(Backlog::most);
        if (row.step()) backlog.depth = static_cast<std::size_t>(row.integer(0));
    }
    auto row = writing.prepare("select min(notification) from push");
    if (row.step() && !row.is_null(0)) backlog.oldest = row.id<NotificationId>(0);
    return backlog;
}

class SqlitePushStore final : public PushStore {
public:
    explicit SqlitePushStore(EnginePtr engine) : engine_(std::move(engine)) {}

    Task<Result<DuePage>> due(core::Timestamp now, std::optional<DueKey> after, std::size_t limit) override {
        const auto from = after.value_or(DueKey{});
        auto read = [&](sqlite::Connection& connection) { return due_in(connection, now, from, limit); };
        co_return engine_->database.read(read);
    }

    Task<Result<void>> settle(std::vector<Settlement> settlements) override {
        auto operation = [settlements = std::move(settlements)](Writing& writing) { return settle_in(writing, settlements); };
        return engine_->write(std::move(operation));
    }

    Task<Result<bool>> drop_old(NotificationId oldest, std::size_t limit) override {
        auto operation = [oldest, limit](Writing& writing) -> Result<bool> {
            const auto dropped = writing
                                     .prepare(
                                         "delete from push where (notification, token) in (select notification, token from push "
                                         "where notification < ? order by notification, token limit ?)")
                                     .bind(oldest, limit)
                                     .run();
            return dropped == static_cast<std::int64_t>(limit);
        };
        return engine_->write(std::move(operation));
    }

    /// On the writer: it counts more rows than a loop should wait for.
    Task<Result<Backlog>> backlog() override { return engine_->write(backlog_in); }

    /// Nobody else is given any: the file is one process's.
    Task<Result<bool>> watch(core::Timestamp /*now*/) override { co_return false; }

private:
    EnginePtr engine_;
};

}  // namespace

std::unique_ptr<PushStore> make_pushes(EnginePtr engine) {
    return std::make_unique<SqlitePushStore>(std::move(engine));
}

}  // namespace instante::notification::sqlite_store
