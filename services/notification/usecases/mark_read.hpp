#pragma once

#include "async/task.hpp"
#include "core/error.hpp"
#include "notification/ports/inbox_store.hpp"

namespace instante::notification {

/// Notes how far somebody has read.
class MarkRead {
public:
    explicit MarkRead(InboxStore& inboxes) : inboxes_(inboxes) {}

    /// Up to `up_to` and with it; a mark never sinks.
    Task<Result<void>> operator()(UserId user, NotificationId up_to);

private:
    InboxStore& inboxes_;
};

}  // namespace instante::notification
