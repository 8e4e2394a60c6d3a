#pragma once

#include <vector>

#include "async/task.hpp"
#include "core/trace.hpp"
#include "notification/domain/ids.hpp"

namespace instante::notification {

/// The other processes of this service, over the same stores: people listen there too.
class OtherInstances {
public:
    virtual ~OtherInstances() = default;
    /// Says that something has come into the inboxes of `users`, at most `audience_page` of them. It may not get through: who is
    /// not told looks after a silence.
    virtual Task<void> tell_arrivals(std::vector<UserId> users, core::Trace trace) = 0;
};

}  // namespace instante::notification
