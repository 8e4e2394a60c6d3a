#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "async/task.hpp"
#include "authentication/ports/answers.hpp"
#include "authentication/ports/device_store.hpp"
#include "authentication/ports/follow_store.hpp"
#include "authentication/ports/people_store.hpp"
#include "authentication/ports/session_store.hpp"
#include "core/error.hpp"
#include "core/time.hpp"

namespace instante::authentication {

/// Whom a notification is for: somebody's followers, or the people named.
struct Audience {
    NotificationId notification;
    std::optional<UserId> followers_of;
    std::vector<UserId> users;
    UserId after;
    std::size_t limit = 0;
};

/// Tells other services what they ask of people, edges and sessions, in pages of at most 1000.
class Tell {
public:
    static constexpr std::size_t page_limit = 1000;
    struct Needs {
        PeopleStore& people;
        FollowStore& follows;
        SessionStore& sessions;
        DeviceStore& devices;
        Answers& answers;
        const core::Clock& clock;
    };
    explicit Tell(Needs needs) : needs_(needs) {}

    Task<Result<void>> audience(Asker asker, Audience audience);
    /// Those of `ids` who are active: who is missing is gone. Errors: `invalid_fields` beyond the limit.
    Task<Result<void>> people(Asker asker, std::vector<UserId> ids);
    Task<Result<void>> everybody(Asker asker, UserId after, std::size_t limit);
    Task<Result<void>> edges(Asker asker, std::optional<EdgeKey> after, std::size_t limit);
    Task<Result<void>> revocations(Asker asker);

private:
    Needs needs_;
};

}  // namespace instante::authentication
