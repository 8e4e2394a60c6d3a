#include "amqp/server.hpp"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <charconv>
#include <limits>

namespace instante::amqp {
namespace {

constexpr std::uint16_t plain_port = 5672;
constexpr std::uint16_t tls_port = 5671;

constexpr int longest_heartbeat = 3'600;

/// From 1 to `most`.
std::optional<int> parse_number(std::string_view text, int most) {
    int number = 0;
    const auto [stopped, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure != std::errc{} || stopped != text.data() + text.size() || number < 1 || number > most) return std::nullopt;
    return number;
}

}  // namespace

Result<Server> parse_server(std::string_view url) {
    const auto parsed = boost::urls::parse_uri(boost::core::string_view{url.data(), url.size()});
    if (!parsed || (parsed->scheme() != "amqp" && parsed->scheme() != "amqps"))
        return core::Error{core::invalid_fields, "it is amqp(s)://user:password@host[:port][/vhost]"};
    if (parsed->host_address().empty()) return core::Error{core::invalid_fields, "a host is missing"};
    const auto port = parse_number(std::string{parsed->port()}, std::numeric_limits<std::uint16_t>::max());
    if (parsed->has_port() && !port) return core::Error{core::invalid_fields, "a port is a number from 1 to 65535"};
    Server server;
    server.tls = parsed->scheme() == "amqps";
    server.host = parsed->host_address();
    server.port = static_cast<std::uint16_t>(port.value_or(server.tls ? tls_port : plain_port));
    server.user = parsed->has_userinfo() ? std::string{parsed->user()} : "guest";
    server.password = parsed->has_userinfo() ? std::string{parsed->password()} : "guest";
    std::string path = parsed->path();
    server.vhost = path.size() > 1 ? path.substr(1) : "/";
    for (const auto parameter : parsed->params()) {
        const auto seconds = parse_number(parameter.value, longest_heartbeat);
        if (parameter.key == "heartbeat" && seconds) server.heartbeat = std::chrono::seconds{*seconds};
        if (!server.heartbeat)
            return core::Error{core::invalid_fields, "it takes one parameter, \"heartbeat\", of 1 to 3600 seconds"};
    }
    return server;
}

}  // namespace instante::amqp
