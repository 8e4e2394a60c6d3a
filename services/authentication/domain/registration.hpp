#pragma once

#include <optional>
#include <string>

#include "authentication/domain/device.hpp"
#include "authentication/domain/fields.hpp"
#include "core/trace.hpp"

namespace instante::authentication {

/// What somebody who registers tells of themselves. Texts that were not told are empty.
struct Registration {
    std::optional<std::string> username;  ///< nothing: made from the name
    std::string name;
    std::string email;
    std::string password;
    std::string lang;  ///< `en` or `pt-BR`
    std::optional<Device> device;
    std::optional<std::string> picture;  ///< undecoded
    std::string idempotency_key;         ///< empty: none
    std::string body_digest;             ///< of the whole body, to know the same request again
    core::Trace trace;
};

/// What somebody changes of themselves: what is told.
struct UserEdit {
    std::optional<std::string> username;
    std::optional<std::string> name;
    std::optional<std::string> bio;
    std::optional<std::string> email;
    std::optional<std::string> password;
    std::optional<std::string> current_password;
    std::optional<Device> device;
    std::optional<std::string> picture;  ///< undecoded
    bool remove_picture = false;
    core::Trace trace;
};

/// Texts trimmed, username and e-mail in lower case.
Registration normalised(Registration registration);
UserEdit normalised(UserEdit edit);
/// Every field that is not acceptable.
FieldErrors check(const Registration& registration);
FieldErrors check(const UserEdit& edit);

}  // namespace instante::authentication
