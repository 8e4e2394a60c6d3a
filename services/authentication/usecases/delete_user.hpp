#pragma once

#include <string>

#include "async/task.hpp"
#include "authentication/ports/deletion_store.hpp"
#include "authentication/ports/mailer.hpp"
#include "authentication/ports/passwords.hpp"
#include "authentication/ports/people_store.hpp"
#include "authentication/ports/refusals.hpp"
#include "core/error.hpp"
#include "core/time.hpp"
#include "core/trace.hpp"

namespace instante::authentication {

/// Begins somebody's deletion: from then on they are a stranger to everybody.
class DeleteUser {
public:
    struct Needs {
        PeopleStore& people;
        DeletionStore& deletions;
        Passwords& passwords;
        Refusals& refusals;
        const core::Clock& clock;
    };
    explicit DeleteUser(Needs needs) : needs_(needs) {}

    /// By themselves. Errors: `wrong_password`; `not_found`; `unavailable`.
    Task<Result<void>> operator()(UserId user, std::string password, core::Trace trace);
    /// By the operator, disabled ones too. Errors: `not_found`; `unavailable`.
    Task<Result<void>> without_password(UserId user, core::Trace trace);

private:
    Needs needs_;
};

/// Carries deletions on until nothing is left, in small steps, from wherever a process that died left them.
class CompleteDeletions {
public:
    CompleteDeletions(DeletionStore& deletions, Mailer& mailer, const core::Clock& clock)
        : deletions_(deletions), mailer_(mailer), clock_(clock) {}

    /// Does what is due; whether more may be.
    Task<Result<bool>> operator()();
    /// Notes that a service has answered `user.purged`; completes the deletion if it was the last.
    Task<Result<void>> answered(UserId user, Keeper keeper);

private:
    static constexpr std::size_t batch = 32;
    static constexpr std::size_t edges_at_once = 500;
    Task<Result<void>> carry_on(Deletion deletion);
    Task<Result<void>> finish(UserId user);

    DeletionStore& deletions_;
    Mailer& mailer_;
    const core::Clock& clock_;
};

}  // namespace instante::authentication
