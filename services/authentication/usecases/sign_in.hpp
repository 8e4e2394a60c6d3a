#pragma once

#include <optional>
#include <string>

#include "async/task.hpp"
#include "authentication/domain/device.hpp"
#include "authentication/ports/account_store.hpp"
#include "authentication/ports/passwords.hpp"
#include "authentication/ports/people_store.hpp"
#include "authentication/ports/refusals.hpp"
#include "authentication/ports/session_store.hpp"
#include "authentication/usecases/session_maker.hpp"
#include "core/error.hpp"
#include "core/trace.hpp"

namespace instante::authentication {

struct Credentials {
    std::string login;  ///< username or e-mail
    std::string password;
    std::optional<Device> device;
    core::Trace trace;
};

/// Opens a session for somebody who knows their password.
class SignIn {
public:
    struct Needs {
        AccountStore& accounts;
        PeopleStore& people;
        SessionStore& sessions;
        Passwords& passwords;
        Refusals& refusals;
        const SessionMaker& maker;
    };
    explicit SignIn(Needs needs) : needs_(needs) {}

    /// Errors: `bad_credentials`, alike and after the same time for a wrong password, somebody unknown, disabled or deleted;
    /// `invalid_fields`; `overloaded`; `unavailable`.
    Task<Result<SignedIn>> operator()(Credentials credentials);

private:
    /// Errors also: `not_found` when the password was changed meanwhile.
    Task<Result<SignedIn>> attempt(Credentials credentials);
    Task<Result<User>> prove(std::string login, std::string password);
    Task<Result<std::string>> renew_hash(User user, std::string password);

    Needs needs_;
};

}  // namespace instante::authentication
