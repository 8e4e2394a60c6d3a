#pragma once

#include <cstdint>

#include "async/task.hpp"
#include "core/error.hpp"
#include "core/trace.hpp"
#include "notification/domain/person.hpp"
#include "notification/ports/people_store.hpp"

namespace instante::notification {

/// Keeps the names and pictures that are shown, and lets go of people who are gone. Safe to repeat, in any order.
class KeepPeople {
public:
    explicit KeepPeople(PeopleStore& people) : people_(people) {}

    Task<Result<void>> learn(Person person, std::int64_t version);
    Task<Result<void>> disable(UserId user, std::int64_t version);
    /// Removes all that is theirs here, in chunks, and then says so.
    Task<Result<void>> remove(UserId user, std::int64_t version, core::Trace trace);

private:
    PeopleStore& people_;
};

}  // namespace instante::notification
