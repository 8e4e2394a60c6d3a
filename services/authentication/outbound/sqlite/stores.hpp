#pragma once

#include <functional>
#include <vector>

#include "async/pool.hpp"
#include "authentication/domain/announcements.hpp"
#include "authentication/ports/stores.hpp"
#include "bus/message.hpp"
#include "core/trace.hpp"
#include "outbox/outbox.hpp"
#include "sqlite/database.hpp"

namespace instante::authentication {

/// An announcement as a message. Called within the change it tells of, from any thread.
using RenderAnnouncement = std::function<bus::Outgoing(const Announcement&, const core::Trace&)>;

/// The schema of `authentication.db`, the outbox's table included.
const std::vector<sqlite::Migration>& sqlite_schema();

/// Does once what a file needs that is older than this program: queued before all other writing.
void bring_up_to_date(sqlite::Database& database);

/// Stores in a SQLite file with `sqlite_schema`. Reads of more than a hundred rows run on `readers`. All outlive the stores.
Stores make_sqlite_stores(sqlite::Database& database, outbox::SqliteSource& outbox, async::Pool& readers,
                          RenderAnnouncement render);

}  // namespace instante::authentication
