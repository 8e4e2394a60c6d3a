#include "notification/outbound/mongo/stores.hpp"

#include "notification/outbound/mongo/shelf.hpp"

namespace instante::notification {

using mongo::Document;

std::vector<std::string> mongo_outbox_collections() {
    return {mongo_shelf::notifications, mongo_shelf::people};
}

std::vector<mongo::Index> mongo_indexes() {
    using namespace mongo_shelf;
    return {{mongo_shelf::notifications, Document{{"actor", 1}, {"hidden", 1}}},
            {mongo_shelf::notifications, Document{{"publication", 1}, {"hidden", 1}}, true},
            {mongo_shelf::notifications, Document{{"to_clear", 1}}, true},
            {entries, Document{{"user", 1}, {"notification", -1}}},
            {entries, Document{{"notification", 1}}},
            {mongo_shelf::pushes, Document{{"due", 1}, {"notification", 1}, {"token", 1}}},
            {mongo_shelf::pushes, Document{{"notification", 1}}},
            {mongo_shelf::pushes, Document{{"user", 1}}}};
}

Stores make_mongo_stores(mongo::Database& database, const mongo::DocumentOutbox& outbox, RenderAnnouncement render) {
    const auto shelf = std::make_shared<const mongo_shelf::Shelf>(database, outbox, std::move(render));
    return {.notifications = mongo_shelf::make_notifications(shelf),
            .inboxes = mongo_shelf::make_inboxes(shelf),
            .people = mongo_shelf::make_people(shelf),
            .pushes = mongo_shelf::make_pushes(shelf)};
}

}  // namespace instante::notification
