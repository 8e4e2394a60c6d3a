#pragma once

#include "authentication/domain/announcements.hpp"
#include "bus/message.hpp"
#include "core/ids.hpp"
#include "core/time.hpp"
#include "core/trace.hpp"

namespace instante::authentication {

/// Renders announcements as the messages of contracts/messages. Safe from any thread.
class Announcer {
public:
    Announcer(core::IdGenerator& ids, const core::Clock& clock) : ids_(ids), clock_(clock) {}

    [[nodiscard]] bus::Outgoing operator()(const Announcement& announcement, const core::Trace& trace) const;

private:
    core::IdGenerator& ids_;
    const core::Clock& clock_;
};

}  // namespace instante::authentication
