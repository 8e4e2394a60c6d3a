#pragma once

#include <functional>
#include <vector>

#include "bus/message.hpp"
#include "outbox/outbox.hpp"
#include "publication/domain/events.hpp"
#include "publication/ports/stores.hpp"

namespace instante::publication {

/// An announcement as messages. Called within the change it tells of, from any thread.
using RenderAnnouncement = std::function<std::vector<bus::Outgoing>(const Announcement&)>;

/// Stores in memory (`--ephemeral`, tests): nothing outlives the process. Feeds are merged from everyone's own lists when they
/// are read, so there is nothing to fan out. `outbox` outlives them.
Stores make_memory_stores(outbox::MemorySource& outbox, RenderAnnouncement render);

}  // namespace instante::publication
