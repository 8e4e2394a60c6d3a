#pragma once

#include "core/error.hpp"

namespace instante::http {

// Failures of the exchange itself.
inline constexpr core::Code content_too_large{core::Kind::too_large, "content-too-large", "That is more than is taken here"};
inline constexpr core::Code unsupported_content{core::Kind::unsupported, "unsupported-content",
                                                "This kind of content is not taken here"};
/// Told to the operator at start, never to a client.
inline constexpr core::Code bad_certificate{core::Kind::invalid, "http/bad-certificate", "The certificate cannot be used"};
/// Told to the operator at start, never to a client.
inline constexpr core::Code bad_certificate_key{core::Kind::invalid, "http/bad-certificate-key",
                                                "The certificate's key cannot be used"};
/// Somebody, or an address, called more often than is allowed.
inline constexpr core::Code rate_limited{core::Kind::rate_limited, "rate-limited", "That is too often; wait a while"};

}  // namespace instante::http
