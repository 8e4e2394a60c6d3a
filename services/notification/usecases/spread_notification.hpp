#pragma once

#include <functional>

#include "async/task.hpp"
#include "core/error.hpp"
#include "core/time.hpp"
#include "core/trace.hpp"
#include "notification/domain/audience.hpp"
#include "notification/ports/notification_store.hpp"
#include "notification/ports/other_instances.hpp"
#include "notification/usecases/listeners.hpp"

namespace instante::notification {

/// Tells a notification to one page of its audience: into their inboxes, to those who listen, and to their devices.
class SpreadNotification {
public:
    /// Who hears that a page has come.
    struct Hearers {
        const Listeners& listeners;
        OtherInstances* others = nullptr;         ///< null: this process is all there is
        std::function<void()> on_owed = nullptr;  ///< pushes may be owed; null: there is no push service, and none are
    };
    /// All outlive this.
    SpreadNotification(NotificationStore& notifications, const core::Clock& clock, Hearers hearers)
        : notifications_(notifications), clock_(clock), hearers_(std::move(hearers)) {}

    /// The same page again changes nothing.
    Task<Result<void>> operator()(AudiencePage page, core::Trace trace);

private:
    NotificationStore& notifications_;
    const core::Clock& clock_;
    Hearers hearers_;
};

}  // namespace instante::notification
