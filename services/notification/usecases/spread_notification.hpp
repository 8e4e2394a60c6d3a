#pragma once

#include <functional>

#include "async/task.hpp"
#include "core/error.hpp"
#include "core/time.hpp"
#include "core/trace.hpp"
#include "notification/domain/audience.hpp"
#include "notification/ports/notification_store.hpp"
#include "notification/usecases/listeners.hpp"

namespace instante::notification {

/// Tells a notification to one page of its audience: into their inboxes, to those who listen, and to their devices.
class SpreadNotification {
public:
    /// `on_owed` is called when pushes may be owed; null: there is no push service, and none are. All outlive this.
    SpreadNotification(NotificationStore& notifications, const Listeners& listeners, const core::Clock& clock,
                       std::function<void()> on_owed)
        : notifications_(notifications), listeners_(listeners), clock_(clock), on_owed_(std::move(on_owed)) {}

    /// The same page again changes nothing.
    Task<Result<void>> operator()(AudiencePage page, core::Trace trace);

private:
    NotificationStore& notifications_;
    const Listeners& listeners_;
    const core::Clock& clock_;
    std::function<void()> on_owed_;
};

}  // namespace instante::notification
