#pragma once

#include <optional>
#include <string>
#include <vector>

#include "async/task.hpp"
#include "authentication/domain/announcements.hpp"
#include "authentication/domain/ids.hpp"
#include "authentication/ports/device_store.hpp"
#include "authentication/ports/follow_store.hpp"
#include "authentication/ports/people_store.hpp"
#include "core/error.hpp"
#include "core/page.hpp"
#include "core/trace.hpp"

namespace instante::authentication {

/// Another service that asked, and where its answer goes.
struct Asker {
    std::string queue;    ///< `reply_to`
    std::string request;  ///< the id of its message
    core::Trace trace;
};

/// Whose access tokens are refused now, although not all have expired.
struct Revocations {
    std::vector<RefusedUser> users;
    std::vector<SessionEnded> sessions;
};

/// Answers services that ask. Durable when it returns; the same answer twice is the asker's to notice. Errors: `engine_away`,
/// `overloaded`.
class Answers {
public:
    virtual ~Answers() = default;
    virtual Task<Result<void>> people(Asker asker, core::Page<User, UserId> page) = 0;
    virtual Task<Result<void>> edges(Asker asker, core::Page<Follow, EdgeKey> page) = 0;
    virtual Task<Result<void>> revocations(Asker asker, Revocations revocations) = 0;
    virtual Task<Result<void>> audience(Asker asker, NotificationId notification, core::Page<Recipient, UserId> page) = 0;
};

}  // namespace instante::authentication
