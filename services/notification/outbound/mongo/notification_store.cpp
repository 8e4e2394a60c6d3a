#include <utility>

#include "notification/outbound/mongo/inbox_documents.hpp"
#include "notification/outbound/mongo/notification_documents.hpp"
#include "notification/outbound/mongo/person_documents.hpp"
#include "notification/outbound/mongo/shelf.hpp"
#include "notification/outbound/mongo/spreading.hpp"

namespace instante::notification::mongo_shelf {
namespace {

using mongo::Array;
using mongo::Connection;
using mongo::Document;

bool is_gone(Connection& connection, const Notification& notification) {
    if (presence_of(connection, notification.actor.id) == Presence::deleted) return true;
    return notification.publication && connection.exists(hidden_publications, Document{{"_id", *notification.publication}});
}

Result<void> open_in(Connection& connection, const Shelf& shelf, const Notification& notification, const core::Trace& trace) {
    const bool gone = is_gone(connection, notification);
    if (!gone) keep_actor(connection, notification.actor);
    auto document = to_document(notification, gone);
    if (!gone) shelf.enclose(AudienceAsked{notification.id, notification.audience, {}}, trace).into(document);
    connection.insert(notifications, document);
    // Looked at again, also when a repeat finds it there: whoever hides what is gone may have looked for it before.
    if (!gone && is_gone(connection, notification)) hide(connection, Document{{"_id", notification.id}});
    return {};
}

/// Removes at most `limit` of a collection whose ids are older. Whether there may be more.
bool remove_old(Connection& connection, const char* collection, NotificationId oldest, std::size_t limit) {
    const auto found = connection.find(collection, Document{{"_id", Document{{"$lt", oldest}}}},
                                       {.sort = Document{{"_id", 1}}, .limit = limit, .projection = Document{{"_id", 1}}});
    std::vector<NotificationId> ids;
    for (const auto& document : found) ids.push_back(document.view().id<NotificationId>("_id"));
    if (!ids.empty()) connection.remove_all(collection, Document{{"_id", Document{{"$in", Array::of(ids)}}}});
    return ids.size() == limit;
}

Result<bool> clear_old_in(Connection& connection, NotificationId oldest, std::size_t limit) {
    if (remove_entries(connection, Document{{"notification", Document{{"$lt", oldest}}}}, limit) == limit) return true;
    const bool told = remove_old(connection, notifications, oldest, limit);
    const bool hidden = remove_old(connection, hidden_publications, oldest, limit);
    return told || hidden;
}

class MongoNotificationStore final : public NotificationStore {
public:
    explicit MongoNotificationStore(ShelfPtr shelf) : shelf_(std::move(shelf)) {}

    Task<Result<void>> open(Notification notification, core::Trace trace) override {
        auto work = [shelf = shelf_, notification = std::move(notification), trace = std::move(trace)](Connection& connection) {
            return open_in(connection, *shelf, notification, trace);
        };
        return shelf_->announcing(std::move(work));
    }

    Task<Result<void>> spread(AudiencePage page, core::Timestamp now, core::Trace trace) override {
        auto work = [shelf = shelf_, page = std::move(page), now,
                     trace = std::move(trace)](Connection& connection) -> Result<void> {
            mongo_shelf::spread(connection, *shelf, page, now, trace);
            return {};
        };
        return shelf_->announcing(std::move(work));
    }

    Task<Result<void>> hide(PublicationId publication) override {
        auto work = [publication](Connection& connection) -> Result<void> {
            connection.insert(hidden_publications, Document{{"_id", publication}});
            mongo_shelf::hide(connection, Document{{"publication", publication}});
            return {};
        };
        return shelf_->run(work);
    }

    Task<Result<bool>> clear_hidden(std::size_t limit) override {
        auto work = [limit](Connection& connection) -> Result<bool> { return mongo_shelf::clear_hidden(connection, limit); };
        return shelf_->run(work);
    }

    Task<Result<bool>> clear_old(NotificationId oldest, std::size_t limit) override {
        auto work = [oldest, limit](Connection& connection) { return clear_old_in(connection, oldest, limit); };
        return shelf_->run(work);
    }

private:
    ShelfPtr shelf_;
};

}  // namespace

std::unique_ptr<NotificationStore> make_notifications(ShelfPtr shelf) {
    return std::make_unique<MongoNotificationStore>(std::move(shelf));
}

}  // namespace instante::notification::mongo_shelf
