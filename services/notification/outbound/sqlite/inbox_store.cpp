#include <algorithm>
#include <limits>
#include <utility>

#include "notification/domain/limits.hpp"
#include "notification/outbound/sqlite/engine.hpp"

namespace instante::notification::sqlite_store {
namespace {

constexpr NotificationId newest{static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())};

NotificationId mark_of(sqlite::Connection& connection, UserId user) {
    auto row = connection.prepare("select up_to from read_mark where user = ?").bind(user);
    return row.step() ? row.id<NotificationId>(0) : NotificationId{};
}

/// The last of the newest `inbox_limit`. A first page cannot reach so far.
NotificationId floor_of(sqlite::Connection& connection, UserId user) {
    auto row = connection.prepare("select notification from inbox where user = ? order by notification desc limit 1 offset ?");
    row.bind(user, inbox_limit - 1);
    return row.step() ? row.id<NotificationId>(0) : NotificationId{};
}

InboxEntry entry_of(const sqlite::Statement& row, NotificationId mark) {
    InboxEntry entry;
    entry.id = row.id<NotificationId>(0);
    entry.type = static_cast<Type>(row.integer(1));
    entry.actor = {.id = row.id<UserId>(2), .username = row.text(3), .name = row.text(4), .image = row.text(5)};
    if (!row.is_null(6)) entry.publication = row.id<PublicationId>(6);
    entry.text = row.text(7);
    entry.image = row.text(8);
    entry.created_at = row.time(9);
    entry.read = entry.id <= mark;
    return entry;
}

Result<InboxPage> page_in(sqlite::Connection& connection, const InboxQuery& query) {
    const auto mark = mark_of(connection, query.user);
    auto lowest = query.oldest;
    if (query.unread) lowest = std::max(lowest, NotificationId{mark.value + 1});
    if (query.before) lowest = std::max(lowest, floor_of(connection, query.user));
    InboxPage page;
    page.items.reserve(query.limit);
    // Cross joins: in this order, whatever the planner thinks.
    auto row = connection.prepare(
        "select inbox.notification, n.type, n.actor, p.username, p.name, p.image, n.publication, n.text, n.image, n.created_at "
        "from inbox cross join notification n on n.id = inbox.notification cross join person p on p.id = n.actor "
        "where inbox.user = ? and inbox.notification < ? and inbox.notification >= ? and n.hidden = 0 and p.presence = 0 "
        "order by inbox.notification desc limit ?");
    row.bind(query.user, query.before.value_or(newest), lowest, query.limit + 1);
    while (row.step()) {
        if (page.items.size() == query.limit) {
            page.next = page.items.back().id;
            break;
        }
        page.items.push_back(entry_of(row, mark));
    }
    return page;
}

std::optional<Arrival> arrival_of(sqlite::Connection& connection, UserId user, NotificationId entry) {
    auto found = connection.prepare("select arrival from inbox where user = ? and notification = ?").bind(user, entry);
    if (found.step()) return Arrival{found.integer(0)};
    auto newer = connection.prepare("select min(arrival) from inbox where user = ? and notification > ?").bind(user, entry);
    if (newer.step() && !newer.is_null(0)) return Arrival{newer.integer(0) - 1};
    return std::nullopt;
}

Result<InboxPlace> place_in(sqlite::Connection& connection, UserId user, std::optional<NotificationId> entry) {
    if (entry)
        if (const auto arrival = arrival_of(connection, user, *entry)) return InboxPlace{*arrival, *entry};
    auto newest_row = connection.prepare("select arrival, notification from inbox where user = ? order by arrival desc limit 1");
    newest_row.bind(user);
    if (!newest_row.step()) return InboxPlace{{}, entry.value_or(NotificationId{})};
    return InboxPlace{{newest_row.integer(0)}, entry.value_or(newest_row.id<NotificationId>(1))};
}

Result<Arrivals> since_in(sqlite::Connection& connection, const ArrivalQuery& query) {
    const auto mark = mark_of(connection, query.user);
    Arrivals came{{}, query.after};
    auto row = connection.prepare(
        "select inbox.notification, n.type, n.actor, p.username, p.name, p.image, n.publication, n.text, n.image, n.created_at, "
        "inbox.arrival "
        "from inbox cross join notification n on n.id = inbox.notification cross join person p on p.id = n.actor "
        "where inbox.user = ? and inbox.arrival > ? and inbox.notification >= ? and n.hidden = 0 and p.presence = 0 "
        "order by inbox.arrival limit ?");
    row.bind(query.user, query.after.number, query.oldest, query.limit);
    while (row.step()) {
        came.entries.push_back(entry_of(row, mark));
        came.last = {row.integer(10)};
    }
    return came;
}

class SqliteInboxStore final : public InboxStore {
public:
    explicit SqliteInboxStore(EnginePtr engine) : engine_(std::move(engine)) {}

    Task<Result<InboxPage>> page(InboxQuery query) override {
        auto read = [&query](sqlite::Connection& connection) { return page_in(connection, query); };
        co_return engine_->database.read(read);
    }

    Task<Result<void>> mark_read(UserId user, NotificationId up_to) override {
        auto operation = [user, up_to](Writing& writing) -> Result<void> {
            writing
                .prepare(
                    "insert into read_mark (user, up_to) select user, min(?2, notification) from inbox where user = ?1 "
                    "order by notification desc limit 1 "
                    "on conflict (user) do update set up_to = max(up_to, excluded.up_to)")
                .bind(user, up_to)
                .run();
            return {};
        };
        return engine_->write(std::move(operation));
    }

    Task<Result<InboxPlace>> place_of(UserId user, std::optional<NotificationId> entry) override {
        auto read = [user, entry](sqlite::Connection& connection) { return place_in(connection, user, entry); };
        co_return engine_->database.read(read);
    }

    Task<Result<Arrivals>> since(ArrivalQuery query) override {
        auto read = [&query](sqlite::Connection& connection) { return since_in(connection, query); };
        co_return engine_->database.read(read);
    }

private:
    EnginePtr engine_;
};

}  // namespace

std::unique_ptr<InboxStore> make_inboxes(EnginePtr engine) {
    return std::make_unique<SqliteInboxStore>(std::move(engine));
}

}  // namespace instante::notification::sqlite_store
