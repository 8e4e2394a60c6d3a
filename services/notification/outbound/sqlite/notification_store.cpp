#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "notification/domain/limits.hpp"
#include "notification/outbound/sqlite/audience_column.hpp"
#include "notification/outbound/sqlite/engine.hpp"

namespace instante::notification::sqlite_store {
namespace {

/// One insert in 64 looks whether the inbox is too long: cheaper than counting at each, and what is beyond is not shown anyway.
bool is_moment_to_trim(UserId user, NotificationId id) {
    constexpr unsigned all_but_six_bits = 58;
    return (std::hash<NotificationId>{}({user.value ^ id.value}) >> all_but_six_bits) == 0;
}

bool is_hidden_at_birth(Writing& writing, const Notification& notification) {
    if (writing.presence_of(notification.actor.id) == Presence::deleted) return true;
    if (!notification.publication) return false;
    return writing.prepare("select 1 from hidden_publication where id = ?").bind(*notification.publication).step();
}

Result<void> open_in(Writing& writing, const Notification& notification, const core::Trace& trace) {
    if (writing.prepare("select 1 from notification where id = ?").bind(notification.id).step()) return {};
    const bool gone = is_hidden_at_birth(writing, notification);
    const auto& actor = notification.actor;
    if (!gone)
        writing
            .prepare(
                "insert into person (id, version, presence, username, name, image) values (?, 0, 0, ?, ?, ?) on conflict do "
                "nothing")
            .bind(actor.id, actor.username, actor.name, actor.image)
            .run();
    const auto audience = to_column(notification.audience);
    const auto image = std::string_view{notification.image}.substr(0, gone ? 0 : std::string_view::npos);
    const auto text = std::string_view{notification.text}.substr(0, gone ? 0 : std::string_view::npos);
    writing
        .prepare(
            "insert into notification (id, type, actor, publication, hidden, done, created_at, cursor, audience, image, text) "
            "values (?, ?, ?, ?, ?, ?, ?, '', ?, ?, ?)")
        .bind(notification.id, static_cast<int>(notification.type), actor.id, notification.publication, gone ? 2 : 0, gone,
              notification.created_at, audience, image, text)
        .run();
    if (!gone) writing.announce(AudienceAsked{notification.id, notification.audience, {}}, trace);
    return {};
}

/// A notification whose next page is waited for.
struct Waiting {
    UserId actor;
    Audience audience;
};

/// Nothing when it is not `page` that is waited for.
Result<std::optional<Waiting>> waiting_for(Writing& writing, const AudiencePage& page) {
    auto row =
        writing.prepare("select actor, audience from notification where id = ? and cursor = ? and done = 0 and hidden = 0");
    row.bind(page.notification, page.asked);
    if (!row.step()) return std::optional<Waiting>{};
    auto audience = audience_of(row.text_view(1));
    if (!audience) return audience.error();
    return std::optional{Waiting{row.id<UserId>(0), std::move(*audience)}};
}

void trim(Writing& writing, UserId user) {
    writing
        .prepare(
            "delete from inbox where user = ?1 and notification <= "
            "(select notification from inbox where user = ?1 order by notification desc limit 1 offset ?2)")
        .bind(user, inbox_limit)
        .run();
}

/// The number that a page of an audience arrives under.
Arrival next_arrival(Writing& writing) {
    auto row = writing.prepare("update last_arrival set number = number + 1 returning number");
    row.step();
    return {row.integer(0)};
}

void put_entry(Writing& writing, UserId user, NotificationId id, Arrival arrival) {
    writing.prepare("insert into inbox (user, notification, arrival) values (?, ?, ?) on conflict do nothing")
        .bind(user, id, arrival.number)
        .run();
    if (is_moment_to_trim(user, id)) trim(writing, user);
}

void owe(Writing& writing, NotificationId id, const Recipient& recipient, core::Timestamp now) {
    for (const auto& device : recipient.devices)
        writing
            .prepare(
                "insert into push (notification, token, user, lang, attempt, due) values (?, ?, ?, ?, 0, ?) on conflict do "
                "nothing")
            .bind(id, device.token, recipient.id, recipient.lang, now)
            .run();
}

void go_on(Writing& writing, const AudiencePage& page, const Audience& audience, const core::Trace& trace) {
    const auto cursor = page.next.value_or(page.asked);
    writing.prepare("update notification set cursor = ?, done = ? where id = ?")
        .bind(cursor, !page.next, page.notification)
        .run();
    if (page.next) writing.announce(AudienceAsked{page.notification, audience, cursor}, trace);
}

Result<void> spread_in(Writing& writing, const AudiencePage& page, core::Timestamp now, const core::Trace& trace) {
    auto waiting = waiting_for(writing, page);
    if (!waiting) return waiting.error();
    if (!*waiting) return {};
    const auto& [actor, audience] = **waiting;
    const auto presence = writing.presence_of(actor);
    if (presence == Presence::deleted) return {};
    const auto arrival = next_arrival(writing);
    for (const auto& recipient : page.recipients) {
        if (recipient.id == actor || writing.presence_of(recipient.id) == Presence::deleted) continue;
        put_entry(writing, recipient.id, page.notification, arrival);
        if (presence == Presence::here) owe(writing, page.notification, recipient, now);
    }
    go_on(writing, page, audience, trace);
    return {};
}

Result<bool> clear_old_in(Writing& writing, NotificationId oldest, std::size_t limit) {
    const auto all = static_cast<std::int64_t>(limit);
    const auto entries = writing
                             .prepare(
                                 "delete from inbox where (user, notification) in (select user, notification from inbox "
                                 "where notification < ? order by notification limit ?)")
                             .bind(oldest, limit)
                             .run();
    if (entries == all) return true;
    const auto notifications =
        writing.prepare("delete from notification where id in (select id from notification where id < ? order by id limit ?)")
            .bind(oldest, limit)
            .run();
    const auto publications =
        writing
            .prepare(
                "delete from hidden_publication where id in (select id from hidden_publication where id < ? order by id limit ?)")
            .bind(oldest, limit)
            .run();
    return notifications == all || publications == all;
}

class SqliteNotificationStore final : public NotificationStore {
public:
    explicit SqliteNotificationStore(EnginePtr engine) : engine_(std::move(engine)) {}

    Task<Result<void>> open(Notification notification, core::Trace trace) override {
        auto operation = [notification = std::move(notification), trace = std::move(trace)](Writing& writing) {
            return open_in(writing, notification, trace);
        };
        return engine_->write(std::move(operation));
    }

    Task<Result<void>> spread(AudiencePage page, core::Timestamp now, core::Trace trace) override {
        auto operation = [page = std::move(page), now, trace = std::move(trace)](Writing& writing) {
            return spread_in(writing, page, now, trace);
        };
        return engine_->write(std::move(operation));
    }

    Task<Result<void>> hide(PublicationId publication) override {
        auto operation = [publication](Writing& writing) -> Result<void> {
            writing.prepare("insert into hidden_publication (id) values (?) on conflict do nothing").bind(publication).run();
            writing.prepare("update notification set hidden = 1, image = '', text = '' where publication = ? and hidden = 0")
                .bind(publication)
                .run();
            return {};
        };
        return engine_->write(std::move(operation));
    }

    Task<Result<bool>> clear_hidden(std::size_t limit) override {
        auto operation = [limit](Writing& writing) -> Result<bool> { return writing.clear_hidden(limit); };
        return engine_->write(std::move(operation));
    }

    Task<Result<bool>> clear_old(NotificationId oldest, std::size_t limit) override {
        auto operation = [oldest, limit](Writing& writing) { return clear_old_in(writing, oldest, limit); };
        return engine_->write(std::move(operation));
    }

private:
    EnginePtr engine_;
};

}  // namespace

std::unique_ptr<NotificationStore> make_notifications(EnginePtr engine) {
    return std::make_unique<SqliteNotificationStore>(std::move(engine));
}

}  // namespace instante::notification::sqlite_store
