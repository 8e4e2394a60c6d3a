#pragma once

#include <vector>

#include "bus/message.hpp"
#include "core/time.hpp"
#include "publication/domain/events.hpp"

namespace instante::publication {

/// Renders what is announced as messages (contracts/messages): `publication.created/updated/deleted`, `user.purged`,
/// `user.disable`, and with a new publication the notification of its followers, under the publication's id, so that it is the
/// same however often it is sent. Safe from any thread.
class Announcer {
public:
    explicit Announcer(const core::Clock& clock) : clock_(clock) {}
    std::vector<bus::Outgoing> operator()(const Announcement& announcement) const;

private:
    const core::Clock& clock_;
};

}  // namespace instante::publication
