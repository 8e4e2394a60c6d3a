#include "publication/outbound/mongo/stores.hpp"

#include "publication/outbound/mongo/shelf.hpp"

namespace instante::publication {

using mongo::Document;

std::vector<std::string> mongo_outbox_collections() {
    return {mongo_shelf::publications, mongo_shelf::removals, mongo_shelf::cases};
}

std::vector<mongo::Index> mongo_indexes() {
    using namespace mongo_shelf;
    return {{publications, Document{{"owner", 1}, {"state", 1}, {"_id", -1}}},
            {publications, Document{{"state", 1}, {"_id", -1}}},
            {publications, Document{{"spreads", 1}}, true},
            {people, Document{{"username", 1}, {"_id", -1}}},
            {follows, Document{{"followee", 1}, {"active", 1}, {"follower", 1}}},
            {follows, Document{{"follower", 1}, {"active", 1}, {"pulled", 1}, {"followee", 1}}},
            {follows, Document{{"uncounted_of", 1}}, true},
            {mongo_shelf::timelines, Document{{"user", 1}, {"publication", -1}}},
            {mongo_shelf::timelines, Document{{"user", 1}, {"owner", 1}}},
            {mongo_shelf::removals, Document{{"open", 1}}, true},
            {cases, Document{{"state", 1}, {"newest", -1}}},
            {cases, Document{{"reports.id", 1}}},
            {cases, Document{{"reports.reporter", 1}, {"reports.open", 1}}}};
}

Stores make_mongo_stores(mongo::Database& database, const mongo::DocumentOutbox& outbox, RenderAnnouncement render) {
    const auto shelf = std::make_shared<const mongo_shelf::Shelf>(database, outbox, std::move(render));
    return {.publications = mongo_shelf::make_publications(shelf),
            .people = mongo_shelf::make_people(shelf),
            .timelines = mongo_shelf::make_timelines(shelf),
            .removals = mongo_shelf::make_removals(shelf),
            .reports = mongo_shelf::make_reports(shelf)};
}

}  // namespace instante::publication
