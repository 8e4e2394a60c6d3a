#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "core/error.hpp"
#include "core/time.hpp"
#include "crypto/claims.hpp"
#include "crypto/keys.hpp"

namespace instante::crypto {

class TokenCache;

/// What an `unauthenticated` of `Verifier` carries as its detail.
inline constexpr std::string_view token_expired = "The access token has expired";
inline constexpr std::string_view token_invalid = "The access token is not valid";

/// Longer tokens are refused unread.
inline constexpr std::size_t token_size_limit = 4096;

/// A signed access token (RFC 7519) with these claims.
std::string issue(const SigningKey& key, const Claims& claims);

/// Tells whether an access token is one of ours: EdDSA and nothing else, a known key, the right issuer and audience, in its time.
/// Tokens that passed are remembered (a signature costs 74 µs, a memory under 1 µs) until they expire, the keys change or others
/// take their place. Safe from any thread; keys and clock outlive it.
class Verifier {
public:
    struct Options {
        std::string issuer;
        std::string audience;
        std::chrono::seconds leeway{30};     ///< between our clock and the issuer's
        std::size_t cache_entries = 16'384;  ///< tokens remembered, at most
    };

    Verifier(const KeySet& keys, const core::Clock& clock, Options options);
    ~Verifier();
    Verifier(const Verifier&) = delete;
    Verifier& operator=(const Verifier&) = delete;

    /// Errors: `unauthenticated` with detail `token_expired` or `token_invalid`; the note says which rule it broke.
    [[nodiscard]] Result<std::shared_ptr<const Claims>> verify(std::string_view token) const;

private:
    [[nodiscard]] Result<std::shared_ptr<const Claims>> verify_anew(std::string_view token) const;
    [[nodiscard]] Result<void> check_claims(const Claims& claims) const;

    const KeySet& keys_;
    const core::Clock& clock_;
    Options options_;
    std::unique_ptr<TokenCache> cache_;
};

}  // namespace instante::crypto
