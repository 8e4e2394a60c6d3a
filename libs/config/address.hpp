#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace instante::config {

/// Where a program listens: a numeric IPv4 or IPv6 address and a port (0: any free one).
struct Address {
    std::string ip;  ///< without brackets
    std::uint16_t port = 0;

    friend bool operator==(const Address&, const Address&) = default;
};

/// Reads `127.0.0.1:8080`, `[::1]:8080` or `localhost:8080` (which is 127.0.0.1). Other names are refused: what a program listens
/// on must not depend on a resolver.
std::optional<Address> parse_address(std::string_view text);
/// `127.0.0.1:8080`, `[::1]:8080`.
std::string to_string(const Address& address);

}  // namespace instante::config
