#pragma once

#include <string>
#include <string_view>

#include "core/error.hpp"

namespace instante::crypto {

/// A compact token signed by an RSA key in PEM (RSASSA-PKCS1-v1_5 with SHA-256, RFC 7518 §3.3): what Google takes from a service
/// account. `header` and `payload` are JSON and go in as they are. Errors: `malformed` when `pem` is no RSA private key of at
/// least 2048 bits.
Result<std::string> sign_rs256(std::string_view pem, std::string_view header_json, std::string_view payload_json);

}  // namespace instante::crypto
