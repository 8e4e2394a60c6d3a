#pragma once

#include <optional>
#include <string>

#include "async/task.hpp"
#include "authentication/domain/registration.hpp"
#include "authentication/domain/user.hpp"
#include "authentication/ports/account_store.hpp"
#include "authentication/ports/device_store.hpp"
#include "authentication/ports/passwords.hpp"
#include "authentication/ports/people_store.hpp"
#include "authentication/ports/refusals.hpp"
#include "authentication/usecases/render_picture.hpp"
#include "core/error.hpp"
#include "core/time.hpp"

namespace instante::authentication {

/// Changes what somebody says of themselves. A new password or e-mail wants the current password; a new password ends their other
/// sessions; a new e-mail takes effect once it is confirmed there, and the old one is told.
class ChangeUser {
public:
    struct Needs {
        AccountStore& accounts;
        PeopleStore& people;
        DeviceStore& devices;
        Passwords& passwords;
        Refusals& refusals;
        RenderPicture& render;
        const core::Clock& clock;
    };
    explicit ChangeUser(Needs needs) : needs_(needs) {}

    /// Errors: `invalid_fields`; `taken`; `wrong_password`; those of `RenderPicture`; `not_found`; `changed_meanwhile`;
    /// `unavailable`.
    Task<Result<User>> operator()(UserId user, SessionId session, UserEdit edit);

private:
    /// What is to be put in place, found out once however often the writing is tried.
    struct Prepared {
        UserEdit edit;
        std::string password_hash;
        std::optional<RenderedPicture> picture;
    };
    Task<Result<User>> current(UserId user);
    Task<Result<void>> check_free(User user, std::optional<std::string> username, std::optional<std::string> email);
    Task<Result<void>> prove(User user, std::string password);
    Task<Result<Prepared>> prepare(User user, UserEdit edit);
    Task<Result<User>> write(UserId user, SessionId session, Prepared prepared);
    [[nodiscard]] UserChange compose(const User& user, SessionId session, const Prepared& prepared) const;

    Needs needs_;
};

}  // namespace instante::authentication
