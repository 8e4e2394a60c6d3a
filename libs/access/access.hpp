#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "access/deny_list.hpp"
#include "core/error.hpp"
#include "crypto/jwt.hpp"
#include "http/message.hpp"

namespace instante::access {

/// Who is signed in: the token's claims, with the ids as numbers.
struct Viewer {
    std::uint64_t user = 0;  ///< 0: nobody
    std::uint64_t session = 0;
    std::shared_ptr<const crypto::Claims> claims;
};

/// Tells who calls, from `Authorization: Bearer <access token>` (RFC 6750): locally, by the public keys and the deny-list.
class Access {
public:
    /// All outlive it.
    Access(const crypto::Verifier& verifier, const DenyList& deny_list) : verifier_(verifier), deny_list_(deny_list) {}

    /// Errors: `unauthenticated` when nobody is signed in, or the token is not (or no longer) valid.
    [[nodiscard]] Result<Viewer> required(const http::Request& request) const;
    /// Nobody (`user` 0) when the request has no `Authorization`; one that is not valid is an error here too.
    [[nodiscard]] Result<Viewer> optional(const http::Request& request) const;

private:
    const crypto::Verifier& verifier_;
    const DenyList& deny_list_;
};

}  // namespace instante::access
