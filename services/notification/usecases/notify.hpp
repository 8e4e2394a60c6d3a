#pragma once

#include "async/task.hpp"
#include "core/error.hpp"
#include "core/trace.hpp"
#include "notification/domain/notification.hpp"
#include "notification/ports/notification_store.hpp"

namespace instante::notification {

/// Begins to tell something to its audience.
class Notify {
public:
    explicit Notify(NotificationStore& notifications) : notifications_(notifications) {}

    /// The same notification again changes nothing.
    Task<Result<void>> operator()(Notification notification, core::Trace trace);

private:
    NotificationStore& notifications_;
};

}  // namespace instante::notification
