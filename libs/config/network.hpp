#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace instante::config {

/// A range of IP addresses in CIDR notation (RFC 4632): `10.0.0.0/8`, `fd00::/8`; a bare address is a range of one.
class Network {
public:
    /// Nothing when `text` is not that, or has bits set beyond the prefix (`10.0.0.1/8` is rather a slip than a wish).
    static std::optional<Network> parse(std::string_view text);

    /// Whether the numeric address `ip` lies in the range. An IPv4 address mapped into IPv6 (`::ffff:10.0.0.1`) counts as IPv4.
    [[nodiscard]] bool contains(std::string_view ip) const;
    [[nodiscard]] const std::string& text() const { return text_; }

    friend bool operator==(const Network&, const Network&) = default;

private:
    using Bits = std::array<std::uint8_t, 16>;  ///< IPv4 mapped into IPv6

    std::string text_;
    Bits first_{};
    unsigned prefix_ = 128;
};

}  // namespace instante::config
