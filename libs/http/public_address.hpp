#pragma once

struct sockaddr;

namespace instante::http {

/// Whether an address is one of the public Internet: not loopback, private, link-local, shared, multicast or otherwise special
/// (RFC 6890; IPv4 inside IPv6 is looked at as IPv4).
bool is_public_address(const sockaddr& address);

}  // namespace instante::http
