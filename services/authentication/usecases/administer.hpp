#pragma once

#include <cstddef>
#include <string>

#include "async/task.hpp"
#include "authentication/domain/registration.hpp"
#include "authentication/domain/user.hpp"
#include "authentication/ports/account_store.hpp"
#include "authentication/ports/passwords.hpp"
#include "authentication/ports/people_store.hpp"
#include "authentication/ports/refusals.hpp"
#include "authentication/ports/secrets.hpp"
#include "authentication/usecases/delete_user.hpp"
#include "authentication/usecases/register.hpp"
#include "core/error.hpp"
#include "core/page.hpp"
#include "core/time.hpp"

namespace instante::authentication {

/// What the operator has decided of somebody where another service heard of it.
struct StateOrder {
    UserId user;
    UserState state = UserState::active;  ///< or `disabled`
    core::Timestamp at{};                 ///< when it was decided
};

/// What the operator does with people. `who` is an id, a username or an e-mail address; disabled people are found too.
class Administer {
public:
    struct Needs {
        PeopleStore& people;
        AccountStore& accounts;
        Passwords& passwords;
        const Secrets& secrets;
        Refusals& refusals;
        Register& register_user;  ///< open, whatever strangers may
        DeleteUser& delete_user;
        const core::Clock& clock;
    };
    explicit Administer(Needs needs) : needs_(needs) {}

    /// Somebody, and the password they were given.
    struct Given {
        User user;
        std::string password;
    };

    Task<Result<core::Page<User, UserId>>> list(UserId after, std::size_t limit);
    /// Errors: `not_found`; `unavailable`.
    Task<Result<User>> find(std::string who);
    /// An empty password: one is made. Errors: those of `Register`.
    Task<Result<Given>> create(Registration registration);
    /// Disables or enables; whoever is so already stays. A disabled person's sessions have ended. Errors: `not_found`;
    /// `changed_meanwhile`; `unavailable`.
    Task<Result<User>> set_state(std::string who, UserState state);
    /// The same, as it was decided elsewhere: the newest decision holds, in whatever order and however often they come. Of
    /// somebody who is not there (any more) it is passed over. Errors: `unavailable`.
    Task<Result<void>> obey(StateOrder order);
    /// Gives a new password (an empty one: made), and ends all sessions. Errors: `invalid_fields`; as above.
    Task<Result<Given>> reset_password(std::string who, std::string password);
    /// Begins a deletion. Errors: `not_found`; `unavailable`.
    Task<Result<User>> remove(std::string who);

private:
    [[nodiscard]] std::string made_password() const;
    Task<Result<User>> put_state(User user, UserState state, core::Timestamp at);
    Task<Result<User>> change(User user, bool ends_sessions);

    Needs needs_;
};

}  // namespace instante::authentication
