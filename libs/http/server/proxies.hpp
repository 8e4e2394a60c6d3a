#pragma once

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "http/message.hpp"

namespace instante::http::server {

/// The proxies before us whose word on the client counts.
class TrustedProxies {
public:
    /// `networks`: addresses or CIDRs, v4 and v6. Errors: `invalid_fields`, told in `note`.
    static Result<TrustedProxies> parse(const std::vector<std::string>& networks);

    [[nodiscard]] bool contains(const boost::asio::ip::address& address) const;
    /// Who calls through the trusted proxy `nearest`: the rightmost address of `X-Forwarded-For` (without it, of `Forwarded`, RFC
    /// 7239) that is not itself a trusted proxy's; `secure` by `X-Forwarded-Proto` or `proto=`. A proxy must replace or drop the
    /// one of these it does not write.
    [[nodiscard]] Peer resolve(Peer nearest, const Headers& headers) const;

private:
    std::vector<boost::asio::ip::network_v4> v4_;
    std::vector<boost::asio::ip::network_v6> v6_;
};

}  // namespace instante::http::server
