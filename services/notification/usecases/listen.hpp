#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "async/task.hpp"
#include "core/error.hpp"
#include "core/time.hpp"
#include "notification/ports/inbox_store.hpp"
#include "notification/usecases/listeners.hpp"

namespace instante::notification {

/// What a listener hears: entries, or the end, or for a while nothing.
struct Heard {
    std::vector<InboxEntry> entries;
    bool ended = false;
};

/// Somebody who listens. What is told to them waits in the store and not here: who listens slowly costs nothing.
class Listening {
public:
    using Seat = std::unique_ptr<Listeners::Seat>;
    /// All outlive this.
    Listening(InboxStore& inboxes, const core::Clock& clock, Seat seat, InboxPlace place, std::chrono::milliseconds silence)
        : inboxes_(inboxes), clock_(clock), seat_(std::move(seat)), place_(place), silence_(silence) {}

    /// The last entry that had come when it began; zero: none.
    [[nodiscard]] NotificationId begin() const { return place_.entry; }
    /// The next entries, in the order in which they came, at once where there are any; else when they come, or nothing after a
    /// silence.
    [[nodiscard]] Task<Result<Heard>> next();

private:
    [[nodiscard]] bool is_over() const;
    [[nodiscard]] Task<Result<std::vector<InboxEntry>>> read();

    InboxStore& inboxes_;
    const core::Clock& clock_;
    Seat seat_;
    InboxPlace place_;
    std::chrono::milliseconds silence_;
};

/// Tells somebody what comes into their inbox, as it comes.
class Listen {
public:
    /// `silence` is how long one listens before it is said that there is nothing. All outlive this.
    Listen(InboxStore& inboxes, Listeners& listeners, const core::Clock& clock, std::chrono::milliseconds silence)
        : inboxes_(inboxes), listeners_(listeners), clock_(clock), silence_(silence) {}

    /// From what came after `last` on; nothing: from now on. Errors: as `Listeners::join`. On the loop it is listened to on.
    Task<Result<std::unique_ptr<Listening>>> operator()(Caller caller, std::optional<NotificationId> last);

private:
    InboxStore& inboxes_;
    Listeners& listeners_;
    const core::Clock& clock_;
    std::chrono::milliseconds silence_;
};

}  // namespace instante::notification
