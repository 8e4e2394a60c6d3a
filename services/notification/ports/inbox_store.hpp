#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

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

/// When an entry came into its inbox, counted: ids tell when a notification was made, and a later one may be there earlier.
struct Arrival {
    std::int64_t number = 0;  ///< zero: before all

    friend constexpr auto operator<=>(const Arrival&, const Arrival&) = default;
};

/// A place in the order in which entries came.
struct InboxPlace {
    Arrival arrival;
    NotificationId entry;  ///< the last that had come; zero: none
};

/// What has come into an inbox since.
struct ArrivalQuery {
    UserId user;
    Arrival after;
    NotificationId oldest;  ///< none below
    std::size_t limit = 0;  ///< 1..100
};

/// Entries in the order in which they came.
struct Arrivals {
    std::vector<InboxEntry> entries;
    Arrival last;  ///< of the last of these, or what was asked from
};

/// People's inboxes, as they read them. Each call is one transaction; safe from any coroutine of the service.
class InboxStore {
public:
    virtual ~InboxStore() = default;
    /// Newest first, out of the newest `inbox_limit`. Hidden notifications are passed over, and those whose actor is not here.
    virtual Task<Result<InboxPage>> page(InboxQuery query) = 0;
    /// Raises the user's read mark to `up_to`, at most to their newest entry; it never sinks.
    virtual Task<Result<void>> mark_read(UserId user, NotificationId up_to) = 0;
    /// Where `entry` stands among what came; nothing: where the newest does. One that is not there (any more) stands before all
    /// that are newer by their ids.
    virtual Task<Result<InboxPlace>> place_of(UserId user, std::optional<NotificationId> entry) = 0;
    /// What came after a place, oldest arrival first; `page` passes over the same.
    virtual Task<Result<Arrivals>> since(ArrivalQuery query) = 0;
};

}  // namespace instante::notification
