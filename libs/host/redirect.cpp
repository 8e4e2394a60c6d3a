#include "host/redirect.hpp"

#include <limits>
#include <string_view>
#include <utility>

#include "http/uri.hpp"

namespace instante::host {
namespace {

constexpr std::uint16_t https_port = 443;

/// `[::1]:80` and `example.org:80` without the port.
std::string_view without_port(std::string_view authority) {
    const auto bracket = authority.find(']');
    const auto colon = authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
    return authority.substr(0, colon);
}

std::string base_of(const http::Request& request, std::uint16_t port) {
    std::string base = "https://";
    base += without_port(request.authority);
    if (port != https_port) base.append(":").append(std::to_string(port));
    return base;
}

}  // namespace

void add_redirect(http::Router& router, std::string public_url, std::uint16_t port) {
    const auto lead = [public_url = std::move(public_url), port](http::Request request) -> Task<Result<http::Response>> {
        if (public_url.empty() && request.authority.empty())
            co_return core::Error{core::malformed}.with_detail("No host is named.");
        auto target = public_url.empty() ? base_of(request, port) : public_url;
        target += request.path;
        if (!request.query.empty()) target.append("?").append(request.query);
        auto response = http::empty(308);
        response.headers.add("Location", http::escape_reference(target));
        co_return response;
    };
    http::RouteOptions options;
    options.body_limit = std::numeric_limits<std::size_t>::max();  // it is not read
    using http::Method;
    for (const auto method : {Method::get, Method::post, Method::put, Method::patch, Method::delete_})
        router.add(method, "/{rest...}", lead, options);
}

}  // namespace instante::host
