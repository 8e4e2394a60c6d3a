#pragma once

#include <functional>
#include <string>
#include <vector>

#include "authentication/domain/announcements.hpp"
#include "authentication/ports/stores.hpp"
#include "bus/message.hpp"
#include "core/ids.hpp"
#include "core/time.hpp"
#include "core/trace.hpp"
#include "mongo/document_outbox.hpp"

namespace instante::authentication {

/// An announcement as a message. Called on the database's pool.
using RenderAnnouncement = std::function<bus::Outgoing(const Announcement&, const core::Trace&)>;

/// The collections whose documents hold messages.
std::vector<std::string> mongo_outbox_collections();
/// What the stores read by; docs/scaling.md tells the shard keys.
std::vector<mongo::Index> mongo_indexes();

/// What the stores stand on. All outlive them.
struct MongoNeeds {
    mongo::Database& database;  ///< with `mongo_indexes`
    const mongo::DocumentOutbox& outbox;
    RenderAnnouncement render;
    core::IdGenerator& ids;
    const core::Clock& clock;
};

Stores make_mongo_stores(const MongoNeeds& needs);

/// Finishes what a process has left half done: names claimed by nobody who came, sessions that were to end, follows that are not
/// counted. Every process does it, every few seconds.
class MongoUpkeep {
public:
    explicit MongoUpkeep(MongoNeeds needs) : needs_(std::move(needs)) {}

    /// A step; whether more may be left. Errors: `unavailable`.
    Task<Result<bool>> operator()();

private:
    MongoNeeds needs_;
};

}  // namespace instante::authentication
