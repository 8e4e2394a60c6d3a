#pragma once

#include <string_view>

#include "http/message.hpp"

namespace instante::http::server {

/// Reads a request target (RFC 9112 §3.2): origin form, absolute form (whose authority wins over `Host`), and `*` for OPTIONS.
/// Sets path and query of `request`, with the absolute form also the authority. False: no such target.
bool read_target(std::string_view target, Request& request);

/// Whether `text` can stand in `Host` or `:authority`: host and port, without user or path.
bool is_authority(std::string_view text);

}  // namespace instante::http::server
