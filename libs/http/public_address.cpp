#include "http/public_address.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace instante::http {
namespace {

struct Block {
    std::uint32_t network;
    unsigned prefix_bits;
};

constexpr std::uint32_t ipv4(std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t d) {
    return a << 24 | b << 16 | c << 8 | d;
}

constexpr std::array special_blocks{
    Block{ipv4(0, 0, 0, 0), 8},     Block{ipv4(10, 0, 0, 0), 8},      Block{ipv4(100, 64, 0, 0), 10},
    Block{ipv4(127, 0, 0, 0), 8},   Block{ipv4(169, 254, 0, 0), 16},  Block{ipv4(172, 16, 0, 0), 12},
    Block{ipv4(192, 0, 0, 0), 24},  Block{ipv4(192, 0, 2, 0), 24},    Block{ipv4(192, 168, 0, 0), 16},
    Block{ipv4(198, 18, 0, 0), 15}, Block{ipv4(198, 51, 100, 0), 24}, Block{ipv4(203, 0, 113, 0), 24},
    Block{ipv4(224, 0, 0, 0), 3}};

bool is_public(std::uint32_t address) {
    return std::ranges::none_of(
        special_blocks, [address](const Block& block) { return (address ^ block.network) >> (32 - block.prefix_bits) == 0; });
}

std::uint32_t embedded_ipv4(const in6_addr& address, std::size_t offset) {
    std::uint32_t inner = 0;
    std::memcpy(&inner, address.s6_addr + offset, sizeof inner);
    return ntohl(inner);
}

/// Of IPv6 only 2000::/3 is given out; in it 6to4 and Teredo hide IPv4 addresses, and documentation has its own block.
bool is_public(const in6_addr& address) {
    constexpr std::size_t mapped_offset = 12;
    constexpr std::size_t six_to_four_offset = 2;
    const auto* bytes = address.s6_addr;
    if (IN6_IS_ADDR_V4MAPPED(&address)) return is_public(embedded_ipv4(address, mapped_offset));
    constexpr std::array<std::uint8_t, 12> nat64{0x00, 0x64, 0xff, 0x9b};
    if (std::equal(nat64.begin(), nat64.end(), bytes)) return is_public(embedded_ipv4(address, mapped_offset));
    if ((bytes[0] & 0xE0) != 0x20) return false;
    if (bytes[0] == 0x20 && bytes[1] == 0x02) return is_public(embedded_ipv4(address, six_to_four_offset));
    const bool is_teredo = bytes[0] == 0x20 && bytes[1] == 0x01 && bytes[2] == 0 && bytes[3] == 0;
    const bool is_documentation = bytes[0] == 0x20 && bytes[1] == 0x01 && bytes[2] == 0x0D && bytes[3] == 0xB8;
    return !is_teredo && !is_documentation;
}

}  // namespace

bool is_public_address(const sockaddr& address) {
    if (address.sa_family == AF_INET) {
        sockaddr_in known{};
        std::memcpy(&known, &address, sizeof known);
        return is_public(ntohl(known.sin_addr.s_addr));
    }
    if (address.sa_family != AF_INET6) return false;
    sockaddr_in6 known{};
    std::memcpy(&known, &address, sizeof known);
    return is_public(known.sin6_addr);
}

}  // namespace instante::http
