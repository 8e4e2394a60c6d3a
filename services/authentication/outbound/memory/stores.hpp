#pragma once

#include <functional>

#include "authentication/domain/announcements.hpp"
#include "authentication/ports/stores.hpp"
#include "bus/message.hpp"
#include "core/trace.hpp"
#include "outbox/outbox.hpp"

namespace instante::authentication {

/// An announcement as a message. Called within the change it tells of, from any thread.
using RenderAnnouncement = std::function<bus::Outgoing(const Announcement&, const core::Trace&)>;

/// Stores in memory (`--ephemeral`, tests): nothing outlives the process. `outbox` outlives them.
Stores make_memory_stores(outbox::MemorySource& outbox, RenderAnnouncement render);

}  // namespace instante::authentication
