#pragma once

#include <functional>
#include <vector>

#include "async/pool.hpp"
#include "bus/message.hpp"
#include "outbox/outbox.hpp"
#include "publication/domain/events.hpp"
#include "publication/ports/stores.hpp"
#include "sqlite/database.hpp"

namespace instante::publication {

/// An announcement as messages. Called within the change it tells of, on the writer's thread.
using RenderAnnouncement = std::function<std::vector<bus::Outgoing>(const Announcement&)>;

/// Stores in a SQLite file with `sqlite_schema`. `readers` is for pages of feeds that need more reading than a loop has time for.
/// All outlive them.
Stores make_sqlite_stores(sqlite::Database& database, const outbox::SqliteSource& outbox, async::Pool& readers,
                          RenderAnnouncement render);

}  // namespace instante::publication
