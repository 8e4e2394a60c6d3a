#pragma once

#include <cstdint>
#include <string>

#include "http/router.hpp"

namespace instante::host {

/// Answers every call with the way to the same place over HTTPS (308, RFC 9110 §15.4.9): at `public_url`, or where that is empty
/// at the host that was asked for and `port`.
void add_redirect(http::Router& router, std::string public_url, std::uint16_t port);

}  // namespace instante::host
