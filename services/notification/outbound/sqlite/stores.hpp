#pragma once

#include <functional>
#include <memory>
#include <span>

#include "bus/message.hpp"
#include "core/trace.hpp"
#include "notification/domain/announcements.hpp"
#include "notification/ports/stores.hpp"
#include "outbox/outbox.hpp"
#include "sqlite/database.hpp"

namespace instante::notification {

/// An announcement as a message. Called within the change it tells of, from any thread.
using RenderAnnouncement = std::function<bus::Outgoing(const Announcement&, const core::Trace&)>;

/// The schema of `notification.db`, the outbox's table included.
std::span<const sqlite::Migration> sqlite_schema();

/// Stores in a SQLite file with `sqlite_schema`. The database outlives them.
Stores make_sqlite_stores(sqlite::Database& database, std::shared_ptr<outbox::SqliteSource> outbox, RenderAnnouncement render);

}  // namespace instante::notification
