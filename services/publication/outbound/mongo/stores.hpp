#pragma once

#include <functional>
#include <string>
#include <vector>

#include "bus/message.hpp"
#include "mongo/document_outbox.hpp"
#include "publication/domain/events.hpp"
#include "publication/ports/stores.hpp"

namespace instante::publication {

/// An announcement as messages. Called on the database's pool.
using RenderAnnouncement = std::function<std::vector<bus::Outgoing>(const Announcement&)>;

/// The collections whose documents hold messages.
std::vector<std::string> mongo_outbox_collections();
/// What the stores read by; docs/scaling.md tells the shard keys.
std::vector<mongo::Index> mongo_indexes();

/// Stores in a MongoDB database with `mongo_indexes`. All outlive them.
Stores make_mongo_stores(mongo::Database& database, const mongo::DocumentOutbox& outbox, RenderAnnouncement render);

}  // namespace instante::publication
