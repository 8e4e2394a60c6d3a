#pragma once

#include <functional>
#include <string>
#include <vector>

#include "bus/message.hpp"
#include "core/trace.hpp"
#include "mongo/document_outbox.hpp"
#include "notification/domain/announcements.hpp"
#include "notification/ports/stores.hpp"

namespace instante::notification {

/// An announcement as a message. Called on the database's pool.
using RenderAnnouncement = std::function<bus::Outgoing(const Announcement&, const core::Trace&)>;

/// The collections whose documents hold messages.
std::vector<std::string> mongo_outbox_collections();
/// What the stores read by; docs/scaling.md tells the shard keys.
std::vector<mongo::Index> mongo_indexes();

/// Stores in a MongoDB database with `mongo_indexes`. All outlive them. Each set of stores leases the pushes it is asked for: of
/// several (processes) over one database, no two are given the same push at a time.
Stores make_mongo_stores(mongo::Database& database, const mongo::DocumentOutbox& outbox, RenderAnnouncement render);

}  // namespace instante::notification
