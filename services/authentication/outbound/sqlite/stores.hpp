#pragma once

#include <chrono>
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

/// What a search may cost a processor before it gives the page as it is.
inline constexpr std::chrono::nanoseconds search_allowance = std::chrono::milliseconds{2};

/// Stores in a SQLite file with `sqlite_schema`. Reads of more than a hundred rows run on `readers`. All outlive the stores.
Stores make_sqlite_stores(sqlite::Database& database, outbox::SqliteSource& outbox, async::Pool& readers,
                          RenderAnnouncement render, std::chrono::nanoseconds allowance = search_allowance);

}  // namespace instante::authentication
