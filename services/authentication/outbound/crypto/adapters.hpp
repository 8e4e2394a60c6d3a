#pragma once

#include <memory>
#include <string>

#include "access/deny_list.hpp"
#include "authentication/ports/passwords.hpp"
#include "authentication/ports/refusals.hpp"
#include "authentication/ports/secrets.hpp"
#include "crypto/keys.hpp"
#include "crypto/passwords.hpp"

namespace instante::authentication {

/// Passwords by Argon2id.
std::unique_ptr<Passwords> make_argon2_passwords(crypto::PasswordHasher::Options options);
/// Secrets from the kernel's generator.
std::unique_ptr<Secrets> make_random_secrets();
/// EdDSA tokens of `issuer`; the keys in force also go to `published`, which outlives it.
std::unique_ptr<AccessTokens> make_jwt_access_tokens(std::string issuer, crypto::KeySet& published);
/// Refusals by the deny-list of this process, which outlives it.
std::unique_ptr<Refusals> make_deny_list_refusals(access::DenyList& list);

}  // namespace instante::authentication
