#include "amqp/server.hpp"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

namespace instante::amqp {
namespace {

constexpr std::uint16_t plain_port = 5672;
constexpr std::uint16_t tls_port = 5671;

}  // namespace

Result<Server> parse_server(std::string_view url) {
    const auto parsed = boost::urls::parse_uri(boost::core::string_view{url.data(), url.size()});
    if (!parsed || (parsed->scheme() != "amqp" && parsed->scheme() != "amqps"))
        return core::Error{core::invalid_fields, "it is amqp(s)://user:password@host[:port][/vhost]"};
    if (parsed->host_address().empty()) return core::Error{core::invalid_fields, "a host is missing"};
    Server server;
    server.tls = parsed->scheme() == "amqps";
    server.host = parsed->host_address();
    server.port = parsed->port_number() != 0 ? parsed->port_number() : server.tls ? tls_port : plain_port;
    server.user = parsed->has_userinfo() ? std::string{parsed->user()} : "guest";
    server.password = parsed->has_userinfo() ? std::string{parsed->password()} : "guest";
    std::string path = parsed->path();
    server.vhost = path.size() > 1 ? path.substr(1) : "/";
    return server;
}

}  // namespace instante::amqp
