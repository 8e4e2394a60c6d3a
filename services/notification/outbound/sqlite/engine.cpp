#include "notification/outbound/sqlite/engine.hpp"

namespace instante::notification::sqlite_store {
namespace {

/// The next notification that may still have entries, if there is one.
std::optional<NotificationId> next_to_clear(Writing& writing) {
    auto row = writing.prepare("select id from notification where hidden = 1 limit 1");
    if (!row.step()) return std::nullopt;
    return row.id<NotificationId>(0);
}

}  // namespace

Presence Writing::presence_of(UserId user) {
    auto row = prepare("select presence from person where id = ?").bind(user);
    return row.step() ? static_cast<Presence>(row.integer(0)) : Presence::here;
}

bool Writing::clear_hidden(std::size_t limit) {
    while (const auto id = next_to_clear(*this)) {
        const auto cleared =
            prepare(
                "delete from inbox where notification = ?1 and user in (select user from inbox where notification = ?1 limit ?2)")
                .bind(*id, limit)
                .run();
        limit -= static_cast<std::size_t>(cleared);
        if (limit == 0) return true;
        prepare("update notification set hidden = 2 where id = ?").bind(*id).run();
    }
    return false;
}

}  // namespace instante::notification::sqlite_store

namespace instante::notification {

Stores make_sqlite_stores(sqlite::Database& database, std::shared_ptr<outbox::SqliteSource> outbox, RenderAnnouncement render) {
    const auto engine = std::make_shared<const sqlite_store::Engine>(database, std::move(outbox), std::move(render));
    return {.notifications = sqlite_store::make_notifications(engine),
            .inboxes = sqlite_store::make_inboxes(engine),
            .people = sqlite_store::make_people(engine),
            .pushes = sqlite_store::make_pushes(engine)};
}

}  // namespace instante::notification
