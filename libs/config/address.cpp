#include "config/address.hpp"

#include <arpa/inet.h>

#include <array>
#include <charconv>

namespace instante::config {
namespace {

bool is_numeric(int family, const std::string& ip) {
    std::array<unsigned char, sizeof(in6_addr)> bits{};
    return ::inet_pton(family, ip.c_str(), bits.data()) == 1;
}

std::optional<std::uint16_t> parse_port(std::string_view text) {
    std::uint16_t port = 0;
    const auto* end = text.data() + text.size();
    const auto [stopped, failure] = std::from_chars(text.data(), end, port);
    if (text.empty() || failure != std::errc{} || stopped != end) return std::nullopt;
    return port;
}

}  // namespace

std::optional<Address> parse_address(std::string_view text) {
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos || text.find('\0') != std::string_view::npos) return std::nullopt;
    const auto port = parse_port(text.substr(colon + 1));
    if (!port) return std::nullopt;
    const auto host = text.substr(0, colon);
    if (host == "localhost") return Address{"127.0.0.1", *port};
    if (host.starts_with('[') && host.ends_with(']')) {
        Address address{std::string{host.substr(1, host.size() - 2)}, *port};
        return is_numeric(AF_INET6, address.ip) ? std::optional{address} : std::nullopt;
    }
    Address address{std::string{host}, *port};
    return is_numeric(AF_INET, address.ip) ? std::optional{address} : std::nullopt;
}

std::string to_string(const Address& address) {
    const bool ipv6 = address.ip.find(':') != std::string::npos;
    return (ipv6 ? "[" + address.ip + "]" : address.ip) + ":" + std::to_string(address.port);
}

}  // namespace instante::config
