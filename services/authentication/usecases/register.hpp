#pragma once

#include <optional>
#include <string>

#include "async/task.hpp"
#include "authentication/domain/registration.hpp"
#include "authentication/ports/account_store.hpp"
#include "authentication/ports/passwords.hpp"
#include "authentication/ports/people_store.hpp"
#include "authentication/ports/secrets.hpp"
#include "authentication/ports/session_store.hpp"
#include "authentication/usecases/render_picture.hpp"
#include "authentication/usecases/session_maker.hpp"
#include "core/error.hpp"
#include "core/ids.hpp"
#include "core/time.hpp"

namespace instante::authentication {

/// Makes somebody known here, and signs them in.
class Register {
public:
    struct Needs {
        AccountStore& accounts;
        PeopleStore& people;
        SessionStore& sessions;
        Passwords& passwords;
        const Secrets& secrets;
        const SessionMaker& maker;
        RenderPicture& render;
        core::IdGenerator& ids;
        const core::Clock& clock;
        bool open = true;  ///< whether strangers may register
    };
    explicit Register(Needs needs) : needs_(needs) {}

    /// Errors: `registration_closed`; `invalid_fields`; `taken`; `idempotency_key_reused`; those of `RenderPicture`;
    /// `unavailable`. The same key and body again give the same person a fresh session.
    Task<Result<SignedIn>> operator()(Registration registration);

private:
    Task<Result<SignedIn>> make(Registration registration, std::optional<std::string> picture);
    Task<Result<std::optional<SignedIn>>> made_before(Registration registration);
    Task<Result<SignedIn>> sign_in_again(Registered before, Registration registration);
    Task<Result<void>> check_free(std::optional<std::string> username, std::string email);
    Task<Result<User>> compose(Registration registration);
    Task<Result<SignedIn>> add(NewAccount account, std::string refresh_token, Registration registration);
    [[nodiscard]] std::string username_for(const Registration& registration, unsigned attempt) const;
    [[nodiscard]] std::optional<RequestKey> request_key(const Registration& registration) const;

    Needs needs_;
};

}  // namespace instante::authentication
