#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "async/task.hpp"
#include "core/error.hpp"
#include "core/time.hpp"
#include "notification/domain/notification.hpp"
#include "notification/domain/push.hpp"

namespace instante::notification {

/// A push that is due, with what it tells; nothing when it is not wanted any more (its notification is hidden, its actor or its
/// reader gone).
struct DuePush {
    Push push;
    struct Content {
        Type type = Type::publication;
        Person actor;
        std::optional<PublicationId> publication;
        std::string text;
        std::string image;
    };
    std::optional<Content> content;
};

/// Where a page of due pushes ended.
struct DueKey {
    core::Timestamp due{};
    PushKey key;
};

struct DuePage {
    std::vector<DuePush> pushes;          ///< by due time, notification and token
    std::optional<core::Timestamp> next;  ///< with a page that is not full: when the next push falls due
};

/// What became of a push.
struct Settlement {
    struct Done {};  ///< it is owed no more
    struct Gone {};  ///< nor will its device be pushed to again: authentication is told
    struct Later {   ///< it failed once more
        core::Timestamp due{};
    };
    PushKey key;
    UserId user;
    std::variant<Done, Gone, Later> outcome;
};

struct Backlog {
    std::size_t depth = 0;                 ///< pushes owed; counted up to `Backlog::most`
    std::optional<NotificationId> oldest;  ///< of their notifications
    static constexpr std::size_t most = 100'000;
};

/// The pushes that are owed. Each call is one transaction; safe from any coroutine of the service.
class PushStore {
public:
    virtual ~PushStore() = default;
    /// Pushes due at `now`, after `after`, at most `limit` (≤ 100). As of the moment when this returns: what is settled by then
    /// is not among them.
    virtual Task<Result<DuePage>> due(core::Timestamp now, std::optional<DueKey> after, std::size_t limit) = 0;
    /// Notes what became of pushes, and tells authentication of the devices that are gone (outbox). Pushes that are not owed are
    /// ignored.
    virtual Task<Result<void>> settle(std::vector<Settlement> settlements) = 0;
    /// Forgets at most `limit` pushes of notifications older than `oldest`. Whether there may be more.
    virtual Task<Result<bool>> drop_old(NotificationId oldest, std::size_t limit) = 0;
    virtual Task<Result<Backlog>> backlog() = 0;
    /// Says that whoever is given pushes here lives, and sees who else does. To be called every `watch_every`, whatever else goes
    /// on: what was given to somebody who has been silent for five times as long is anybody's again. Whether there is such.
    virtual Task<Result<bool>> watch(core::Timestamp now) = 0;
    static constexpr std::chrono::seconds watch_every{2};
};

}  // namespace instante::notification
