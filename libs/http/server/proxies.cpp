#include "http/server/proxies.hpp"

#include <algorithm>
#include <optional>
#include <ranges>
#include <string_view>
#include <utility>

#include "core/text.hpp"

namespace instante::http::server {
namespace {

namespace ip = boost::asio::ip;

ip::address plain(const ip::address& address) {
    if (address.is_v6() && address.to_v6().is_v4_mapped()) return ip::make_address_v4(ip::v4_mapped, address.to_v6());
    return address;
}

/// `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]:80`, quoted or not.
std::optional<ip::address> parse_node(std::string_view text) {
    text = core::trim(text);
    if (text.size() >= 2 && text.front() == '"' && text.back() == '"') text = text.substr(1, text.size() - 2);
    if (!text.empty() && text.front() == '[') {
        text = text.substr(1, text.find(']') - 1);
    } else if (std::ranges::count(text, ':') == 1) {
        text = text.substr(0, text.find(':'));
    }
    boost::system::error_code failure;
    auto address = ip::make_address(text, failure);
    if (failure) return std::nullopt;
    return plain(address);
}

/// Every element of the comma-separated lists in all fields of that name, in order.
std::vector<std::string_view> elements(const Headers& headers, std::string_view name) {
    std::vector<std::string_view> found;
    for (std::size_t i = 0; i < headers.size(); ++i) {
        if (!same_name(headers.name(i), name)) continue;
        auto rest = headers.value(i);
        for (;;) {
            const auto comma = rest.find(',');
            found.push_back(core::trim(rest.substr(0, comma)));
            if (comma == std::string_view::npos) break;
            rest.remove_prefix(comma + 1);
        }
    }
    return found;
}

/// The value of `key` in one element of `Forwarded`.
std::string_view forwarded_value(std::string_view element, std::string_view key) {
    while (!element.empty()) {
        const auto end = element.find(';');
        const auto pair = core::trim(element.substr(0, end));
        const auto equals = pair.find('=');
        if (equals != std::string_view::npos && same_name(pair.substr(0, equals), key)) return pair.substr(equals + 1);
        if (end == std::string_view::npos) break;
        element.remove_prefix(end + 1);
    }
    return {};
}

}  // namespace

Result<TrustedProxies> TrustedProxies::parse(const std::vector<std::string>& networks) {
    TrustedProxies proxies;
    for (const auto& text : networks) {
        boost::system::error_code failure;
        const auto has_prefix = text.find('/') != std::string::npos;
        if (text.find(':') == std::string::npos) {
            proxies.v4_.push_back(ip::make_network_v4(has_prefix ? text : text + "/32", failure).canonical());
        } else {
            proxies.v6_.push_back(ip::make_network_v6(has_prefix ? text : text + "/128", failure).canonical());
        }
        if (failure) return core::Error{core::invalid_fields, "trusted proxy " + text + " is no address and no CIDR"};
    }
    return proxies;
}

bool TrustedProxies::contains(const ip::address& address) const {
    const auto wanted = plain(address);
    if (wanted.is_v4()) {
        return std::ranges::any_of(v4_, [&](const auto& net) {
            const auto mask = net.netmask().to_uint();
            return (wanted.to_v4().to_uint() & mask) == net.network().to_uint();
        });
    }
    return std::ranges::any_of(
        v6_, [&](const auto& net) { return ip::network_v6{wanted.to_v6(), net.prefix_length()}.canonical() == net; });
}

Peer TrustedProxies::resolve(Peer nearest, const Headers& headers) const {
    auto hops = elements(headers, "X-Forwarded-For");
    std::string_view scheme;
    if (hops.empty()) {
        const auto forwarded = elements(headers, "Forwarded");
        for (const auto element : forwarded) hops.push_back(forwarded_value(element, "for"));
        if (!forwarded.empty()) scheme = forwarded_value(forwarded.back(), "proto");
    }
    if (const auto schemes = elements(headers, "X-Forwarded-Proto"); !schemes.empty()) scheme = schemes.back();
    if (!scheme.empty()) nearest.secure = same_name(scheme, "https");
    for (const auto hop : std::views::reverse(hops)) {
        const auto address = parse_node(hop);
        if (!address) break;  // obfuscated or broken: what stands to its left is nobody's word
        nearest.address = address->to_string();
        if (!contains(*address)) break;
    }
    return nearest;
}

}  // namespace instante::http::server
