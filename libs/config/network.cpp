#include "config/network.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <cstring>

namespace instante::config {
namespace {

using Bits = std::array<std::uint8_t, 16>;
constexpr unsigned mapped_prefix = 96;  // ::ffff:0:0/96, where IPv4 lives in IPv6 (RFC 4291 §2.5.5.2)

struct Ip {
    Bits bits{};
    bool ipv4 = false;  ///< as it was written
};

std::optional<Ip> parse_ip(std::string_view text) {
    if (text.find('\0') != std::string_view::npos) return std::nullopt;
    const std::string copy{text};
    Ip ip;
    if (::inet_pton(AF_INET6, copy.c_str(), ip.bits.data()) == 1) return ip;
    in_addr four{};
    if (::inet_pton(AF_INET, copy.c_str(), &four) != 1) return std::nullopt;
    ip.ipv4 = true;
    ip.bits[10] = ip.bits[11] = 0xFF;
    std::memcpy(ip.bits.data() + 12, &four, sizeof four);
    return ip;
}

std::optional<unsigned> parse_prefix(std::string_view text, unsigned longest) {
    unsigned prefix = 0;
    const auto* end = text.data() + text.size();
    const auto [stopped, failure] = std::from_chars(text.data(), end, prefix);
    if (text.empty() || failure != std::errc{} || stopped != end || prefix > longest) return std::nullopt;
    return prefix;
}

/// `bits` with everything beyond `prefix` cleared.
Bits masked(Bits bits, unsigned prefix) {
    for (unsigned i = 0; i < bits.size(); ++i) {
        const auto kept = std::clamp(static_cast<int>(prefix) - static_cast<int>(i * 8), 0, 8);
        bits[i] = static_cast<std::uint8_t>(bits[i] & (0xFF00u >> kept));
    }
    return bits;
}

}  // namespace

std::optional<Network> Network::parse(std::string_view text) {
    const auto slash = text.find('/');
    const auto ip = parse_ip(text.substr(0, slash));
    if (!ip) return std::nullopt;
    Network network;
    if (slash != std::string_view::npos) {
        const auto prefix = parse_prefix(text.substr(slash + 1), ip->ipv4 ? 32 : 128);
        if (!prefix) return std::nullopt;
        network.prefix_ = *prefix + (ip->ipv4 ? mapped_prefix : 0);
    }
    if (masked(ip->bits, network.prefix_) != ip->bits) return std::nullopt;
    network.first_ = ip->bits;
    network.text_ = std::string{text};
    return network;
}

bool Network::contains(std::string_view ip) const {
    const auto parsed = parse_ip(ip);
    return parsed && masked(parsed->bits, prefix_) == first_;
}

}  // namespace instante::config
