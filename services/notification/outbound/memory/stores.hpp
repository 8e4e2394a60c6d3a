#pragma once

#include <functional>

#include "bus/message.hpp"
#include "core/trace.hpp"
#include "notification/domain/announcements.hpp"
#include "notification/ports/stores.hpp"
#include "outbox/outbox.hpp"

namespace instante::notification {

/// An announcement as a message. Called within the change it tells of, from any thread.
using RenderAnnouncement = std::function<bus::Outgoing(const Announcement&, const core::Trace&)>;

/// Stores in memory (`--ephemeral`, tests): nothing outlives the process. `outbox` outlives them.
Stores make_memory_stores(outbox::MemorySource& outbox, RenderAnnouncement render);

}  // namespace instante::notification
