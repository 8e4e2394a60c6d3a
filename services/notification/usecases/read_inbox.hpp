#pragma once

#include <cstddef>
#include <optional>

#include "async/task.hpp"
#include "core/error.hpp"
#include "core/time.hpp"
#include "notification/ports/inbox_store.hpp"

namespace instante::notification {

/// What somebody wants to see of their inbox.
struct InboxRequest {
    UserId user;
    std::optional<NotificationId> before;
    bool unread = false;
    std::size_t limit = 20;  ///< 1..100
};

/// Shows somebody what they were told, newest first.
class ReadInbox {
public:
    /// All outlive this.
    ReadInbox(InboxStore& inboxes, const core::Clock& clock) : inboxes_(inboxes), clock_(clock) {}

    Task<Result<InboxPage>> operator()(InboxRequest request);

private:
    InboxStore& inboxes_;
    const core::Clock& clock_;
};

}  // namespace instante::notification
