#pragma once

#include <cstddef>
#include <cstdint>

#include "async/task.hpp"
#include "core/error.hpp"
#include "core/trace.hpp"
#include "notification/domain/person.hpp"

namespace instante::notification {

/// What is known here of people. Each call is one transaction; safe from any coroutine of the service. Versions are
/// authentication's: only what is newer than the stored is applied, and a deleted person stays deleted.
class PeopleStore {
public:
    virtual ~PeopleStore() = default;
    /// Applies a person's newer state if they are known as an actor; others are of no use here.
    virtual Task<Result<void>> learn(Person person, std::int64_t version) = 0;
    /// What they did is not shown, until they are learnt of again.
    virtual Task<Result<void>> disable(UserId user, std::int64_t version) = 0;
    /// They are deleted: nothing more comes into their inbox, and what they did is hidden.
    virtual Task<Result<void>> bury(UserId user, std::int64_t version) = 0;
    /// Removes at most `limit` each of what is left of a deleted person: pushes, entries of their inbox, entries in others'
    /// inboxes. Whether there may be more; when there is not, that is announced (outbox).
    virtual Task<Result<bool>> purge(UserId user, std::size_t limit, core::Trace trace) = 0;
};

}  // namespace instante::notification
