#include <algorithm>
#include <span>
#include <utility>

#include "notification/domain/limits.hpp"
#include "notification/outbound/mongo/inbox_documents.hpp"
#include "notification/outbound/mongo/notification_documents.hpp"
#include "notification/outbound/mongo/person_documents.hpp"
#include "notification/outbound/mongo/shelf.hpp"

namespace instante::notification::mongo_shelf {
namespace {

using mongo::Connection;

/// Entries looked at together, where those that are passed over left a page short.
constexpr std::size_t further_entries = 100;

/// The last of the newest `inbox_limit`. A first page cannot reach so far.
NotificationId floor_of(Connection& connection, UserId user) {
    const auto newest = entries_of(connection, user, beyond_newest, {}, inbox_limit);
    return newest.size() < inbox_limit ? NotificationId{} : newest.back();
}

/// Adds those of `ids` that are shown. False when the page is full, and there are more.
bool fill(Connection& connection, const std::vector<NotificationId>& ids, NotificationId mark, std::size_t limit,
          InboxPage& page) {
    auto shown = shown_of(connection, ids);
    for (const auto id : ids) {
        const auto entry = shown.find(id);
        if (entry == shown.end()) continue;
        if (page.items.size() == limit) {
            page.next = page.items.back().id;
            return false;
        }
        entry->second.read = id <= mark;
        page.items.push_back(std::move(entry->second));
    }
    return true;
}

Result<InboxPage> page_in(Connection& connection, const InboxQuery& query) {
    const auto mark = mark_of(connection, query.user);
    auto lowest = query.oldest;
    if (query.unread) lowest = std::max(lowest, NotificationId{mark.value + 1});
    if (query.before) lowest = std::max(lowest, floor_of(connection, query.user));
    InboxPage page;
    page.items.reserve(query.limit);
    auto before = query.before.value_or(beyond_newest);
    for (auto count = query.limit + 1;; count = further_entries) {
        const auto ids = entries_of(connection, query.user, before, lowest, count);
        if (!fill(connection, ids, mark, query.limit, page) || ids.size() < count) return page;
        before = ids.back();
    }
}

Result<void> mark_read_in(Connection& connection, UserId user, NotificationId up_to) {
    const auto newest = entries_of(connection, user, beyond_newest, {}, 1);
    if (newest.empty()) return {};
    raise_mark(connection, user, std::min(up_to, newest.front()));
    // Looked at now: whoever purges them may have looked for a mark before this one was there.
    if (presence_of(connection, user) == Presence::deleted) forget_readers(connection, {user});
    return {};
}

Result<InboxPlace> place_in(Connection& connection, UserId user, std::optional<NotificationId> entry) {
    const auto reader = find_reader(connection, user);
    const auto newest = reader.newest();
    if (!entry) return newest;
    if (const auto arrival = reader.arrival_of(*entry)) return InboxPlace{*arrival, *entry};
    if (const auto newer = reader.first_newer_than(*entry)) return InboxPlace{{newer->number - 1}, *entry};
    return InboxPlace{newest.arrival, *entry};
}

Result<Arrivals> since_in(Connection& connection, const ArrivalQuery& query) {
    const auto reader = find_reader(connection, query.user);
    auto later = reader.after(query.after);
    std::erase_if(later, [&query](const Reader::Came& each) { return each.id < query.oldest; });
    Arrivals came{{}, query.after};
    for (std::size_t from = 0; from < later.size(); from += further_entries) {
        const std::span piece{later.data() + from, std::min(further_entries, later.size() - from)};
        std::vector<NotificationId> ids;
        for (const auto& each : piece) ids.push_back(each.id);
        auto shown = shown_of(connection, ids);
        for (const auto& [id, arrival] : piece) {
            const auto entry = shown.find(id);
            if (entry == shown.end()) continue;
            if (came.entries.size() == query.limit) return came;
            entry->second.read = id <= reader.mark();
            came.entries.push_back(std::move(entry->second));
            came.last = arrival;
        }
    }
    return came;
}

class MongoInboxStore final : public InboxStore {
public:
    explicit MongoInboxStore(ShelfPtr shelf) : shelf_(std::move(shelf)) {}

    Task<Result<InboxPage>> page(InboxQuery query) override {
        auto work = [query](Connection& connection) { return page_in(connection, query); };
        return shelf_->run(work);
    }
    Task<Result<void>> mark_read(UserId user, NotificationId up_to) override {
        auto work = [user, up_to](Connection& connection) { return mark_read_in(connection, user, up_to); };
        return shelf_->run(work);
    }
    Task<Result<InboxPlace>> place_of(UserId user, std::optional<NotificationId> entry) override {
        auto work = [user, entry](Connection& connection) { return place_in(connection, user, entry); };
        return shelf_->run(work);
    }
    Task<Result<Arrivals>> since(ArrivalQuery query) override {
        auto work = [query](Connection& connection) { return since_in(connection, query); };
        return shelf_->run(work);
    }

private:
    ShelfPtr shelf_;
};

}  // namespace

std::unique_ptr<InboxStore> make_inboxes(ShelfPtr shelf) {
    return std::make_unique<MongoInboxStore>(std::move(shelf));
}

}  // namespace instante::notification::mongo_shelf
