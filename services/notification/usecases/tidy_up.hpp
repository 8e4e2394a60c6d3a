#pragma once

#include <functional>

#include "async/task.hpp"
#include "core/error.hpp"
#include "core/time.hpp"
#include "notification/ports/notification_store.hpp"
#include "notification/ports/push_store.hpp"

namespace instante::notification {

/// Removes what is too old to be shown, and goes on with removals that were broken off.
class TidyUp {
public:
    /// All outlive this.
    TidyUp(NotificationStore& notifications, PushStore& pushes, const core::Clock& clock)
        : notifications_(notifications), pushes_(pushes), clock_(clock) {}

    /// Once through everything, in chunks.
    Task<Result<void>> operator()();
    /// At the start and then every hour; a failure is told and tried again at the next. Runs until cancelled.
    Task<Result<void>> forever(std::function<void(const core::Error&)> on_failure);

private:
    NotificationStore& notifications_;
    PushStore& pushes_;
    const core::Clock& clock_;
};

}  // namespace instante::notification
