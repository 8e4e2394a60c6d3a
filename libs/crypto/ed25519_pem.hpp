#pragma once

#include <string>
#include <string_view>

#include "core/error.hpp"

namespace instante::crypto {

/// The 32 raw bytes of an Ed25519 private key in PKCS #8 PEM (RFC 8410). Errors: `malformed`. Inside this room only.
Result<std::string> ed25519_seed_from_pem(std::string_view pem);
std::string ed25519_seed_to_pem(std::string_view seed);

}  // namespace instante::crypto
