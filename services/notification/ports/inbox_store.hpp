#pragma once

#include <cstddef>
#include <optional>

#include "async/task.hpp"
#include "core/error.hpp"
#include "core/page.hpp"
#include "notification/domain/notification.hpp"

namespace instante::notification {

using InboxPage = core::Page<InboxEntry, NotificationId>;

/// What is asked of an inbox.
struct InboxQuery {
    UserId user;
    std::optional<NotificationId> before;  ///< only older ones
    bool unread = false;                   ///< only those above the read mark
    NotificationId oldest;                 ///< none below
    std::size_t limit = 0;                 ///< 1..100
};

/// People's inboxes, as they read them. Each call is one transaction; safe from any coroutine of the service.
class InboxStore {
public:
    virtual ~InboxStore() = default;
    /// Newest first, out of the newest `inbox_limit`. Hidden notifications are passed over, and those whose actor is not here.
    virtual Task<Result<InboxPage>> page(InboxQuery query) = 0;
    /// Raises the user's read mark to `up_to`, at most to their newest entry; it never sinks.
    virtual Task<Result<void>> mark_read(UserId user, NotificationId up_to) = 0;
};

}  // namespace instante::notification
