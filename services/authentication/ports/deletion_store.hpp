#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "async/task.hpp"
#include "authentication/domain/announcements.hpp"
#include "authentication/domain/deletion.hpp"
#include "core/error.hpp"
#include "core/time.hpp"
#include "core/trace.hpp"

namespace instante::authentication {

/// Where deletions of people are kept until they are complete. Each call is one transaction with the announcements it causes;
/// every one can be repeated. Safe from any coroutine of the service.
class DeletionStore {
public:
    virtual ~DeletionStore() = default;
    /// Makes a person a tombstone that keeps nothing but the names, ends their sessions, forgets their devices and mailed links,
    /// and announces it. Errors: `not_found` if there is no such person, or they are deleted already; `unavailable`.
    virtual Task<Result<Deletion>> begin(UserId user, core::Timestamp at, core::Trace trace) = 0;
    /// Ends and forgets at most `limit` edges of a person who is going; whether more may be left. When none is, it is `cleared`.
    virtual Task<Result<bool>> clear_some(UserId user, std::size_t limit) = 0;
    /// Those to be looked at `now`, at most `limit`, the longest due first.
    virtual Task<Result<std::vector<Deletion>>> due(core::Timestamp now, std::size_t limit) = 0;
    /// Looks at it again at `next_at`; announces the deletion once more where `again`.
    virtual Task<Result<void>> postpone(UserId user, core::Timestamp next_at, bool again) = 0;
    /// Notes that nothing is left with `keeper`; whether that was the last, and all edges have ended.
    virtual Task<Result<bool>> answered(UserId user, Keeper keeper) = 0;
    /// Sets the names free and forgets the deletion, where it is cleared and nobody is pending; whether it was.
    virtual Task<Result<bool>> finish(UserId user) = 0;
};

}  // namespace instante::authentication
