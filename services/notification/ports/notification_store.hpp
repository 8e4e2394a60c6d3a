#pragma once

#include <cstddef>

#include "async/task.hpp"
#include "core/error.hpp"
#include "core/time.hpp"
#include "core/trace.hpp"
#include "notification/domain/audience.hpp"
#include "notification/domain/notification.hpp"

namespace instante::notification {

/// Where notifications rest, and how they come into inboxes. Each call is one transaction; safe from any coroutine of the
/// service. Errors of all: `engine_away`, `overloaded`.
class NotificationStore {
public:
    virtual ~NotificationStore() = default;
    /// Adds `notification` and asks for its audience (outbox). One that is known already changes nothing; one whose publication
    /// is hidden, or whose actor is deleted, is kept as hidden and nobody is asked.
    virtual Task<Result<void>> open(Notification notification, core::Trace trace) = 0;
    /// Puts the notification into the inboxes of `page`, owes a push to each of their devices, and asks for the next page, if it
    /// is the page that is waited for: any other changes nothing. The actor themselves and deleted people are passed over;
    /// nothing is pushed for an actor who is disabled; a hidden notification goes no further.
    virtual Task<Result<void>> spread(AudiencePage page, core::Timestamp now, core::Trace trace) = 0;
    /// Hides every notification of `publication`, also those that arrive later.
    virtual Task<Result<void>> hide(PublicationId publication) = 0;
    /// Removes at most `limit` inbox entries of hidden notifications. Whether there may be more.
    virtual Task<Result<bool>> clear_hidden(std::size_t limit) = 0;
    /// Removes at most `limit` inbox entries older than `oldest`, and as many notifications, of which then nothing is left.
    /// Whether there may be more.
    virtual Task<Result<bool>> clear_old(NotificationId oldest, std::size_t limit) = 0;
};

}  // namespace instante::notification
