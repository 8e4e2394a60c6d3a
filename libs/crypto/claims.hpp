#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/error.hpp"

namespace instante::crypto {

/// What an access token says about who is signed in (RFC 7519 §4).
struct Claims {
    std::string iss;
    std::string aud;
    std::string sub;  ///< the user's id, decimal
    std::string sid;  ///< the session's id
    std::string username;
    std::string name;
    std::string image;  ///< the key of the picture to show; empty when there is none
    std::string lang;   ///< BCP 47
    std::int64_t version = 0;
    std::chrono::sys_seconds iat{};
    std::chrono::sys_seconds exp{};

    friend bool operator==(const Claims&, const Claims&) = default;
};

/// The claims as the JSON payload of a token.
std::string render_claims(const Claims& claims);
/// Errors: `malformed`, `invalid_fields`.
Result<Claims> parse_claims(std::string_view json);

}  // namespace instante::crypto
