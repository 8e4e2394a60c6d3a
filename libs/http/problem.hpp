#pragma once

#include "core/error.hpp"
#include "http/message.hpp"

namespace instante::http {

/// The status of a kind of failure (RFC 9110 §15).
int status_of(core::Kind kind);

/// `application/problem+json` (RFC 9457): `type` (`/problems/<slug>`), `title`, `status`, `detail`, `errors`; `Retry-After` with
/// 429 and 503, `WWW-Authenticate: Bearer` with 401. Nothing of the error's note or causes.
Response problem(const core::Error& error);

}  // namespace instante::http
