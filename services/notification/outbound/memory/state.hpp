#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "notification/outbound/memory/stores.hpp"

namespace instante::notification::memory {

struct NotificationRow {
    Notification notification;
    std::string cursor;  ///< of the page that is waited for
    bool done = false;
    bool hidden = false;
};

struct PersonRow {
    Person person;
    std::int64_t version = 0;
    Presence presence = Presence::here;
};

struct PushRow {
    UserId user;
    std::string lang;
    int attempt = 0;
    core::Timestamp due{};
};

/// Everything, under one lock that is held for the length of a call. Functions are called with it held.
struct State {
    State(outbox::MemorySource& source, RenderAnnouncement renderer) : outbox(source), render(std::move(renderer)) {}

    void announce(const Announcement& announcement, const core::Trace& trace) { outbox.append(render(announcement, trace)); }
    [[nodiscard]] Presence presence_of(UserId user) const;
    /// The stored state of somebody, made if absent, if `version` is newer and they are not deleted; else null.
    PersonRow* newer(UserId user, std::int64_t version);

    /// Nothing is left of what it told but its id.
    static void hide(NotificationRow& row);
    void put_entry(UserId user, NotificationId id);  ///< it arrives now: at `last_arrival`
    void drop_entry(UserId user, NotificationId id);
    /// Entries of hidden notifications, at most `limit`. Whether there may be more.
    bool clear_hidden(std::size_t limit);

    std::mutex mutex;
    outbox::MemorySource& outbox;
    RenderAnnouncement render;

    std::map<NotificationId, NotificationRow> notifications;
    std::set<PublicationId> hidden_publications;
    std::map<UserId, std::map<NotificationId, Arrival>> inboxes;
    Arrival last_arrival;                                 ///< a page of an audience arrives at once
    std::set<std::pair<NotificationId, UserId>> readers;  ///< the same, by notification
    std::map<UserId, NotificationId> marks;
    std::map<UserId, PersonRow> people;
    std::map<PushKey, PushRow> pushes;
};
using StatePtr = std::shared_ptr<State>;

std::unique_ptr<NotificationStore> make_notifications(StatePtr state);
std::unique_ptr<InboxStore> make_inboxes(StatePtr state);
std::unique_ptr<PeopleStore> make_people(StatePtr state);
std::unique_ptr<PushStore> make_pushes(StatePtr state);

}  // namespace instante::notification::memory
