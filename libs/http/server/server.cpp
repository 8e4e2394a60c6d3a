#include "http/server.hpp"

#include <sys/socket.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <exception>
#include <utility>
#include <vector>

#include "async/one_shot.hpp"
#include "http/server/lane.hpp"

namespace instante::http {
namespace {

using boost::asio::ip::tcp;
using server::Acceptor;
using server::Lane;
using server::Shared;

core::Error cannot_listen(const ServerOptions& options, const boost::system::error_code& failure) {
    return core::Error{core::unavailable,
                       "cannot listen on " + options.host + ":" + std::to_string(options.port) + ": " + failure.message()};
}

Result<tcp::endpoint> resolve(const ServerOptions& options, const async::Executor& loop) {
    boost::system::error_code failure;
    boost::asio::ip::basic_resolver<tcp, async::Executor> resolver{loop};
    const auto found = resolver.resolve(options.host, std::to_string(options.port), tcp::resolver::passive, failure);
    if (failure) return cannot_listen(options, failure);
    return found.begin()->endpoint();
}

/// Acceptors of one port share it (SO_REUSEPORT); a stranger's must not: the first, `alone`, asks without.
boost::system::error_code open_at(Acceptor& acceptor, const tcp::endpoint& endpoint, bool alone) {
    boost::system::error_code failure;
    acceptor.open(endpoint.protocol(), failure);
    if (!failure) acceptor.set_option(Acceptor::reuse_address(true), failure);
    const int on = 1;
    if (!alone) ::setsockopt(acceptor.native_handle(), SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
    if (!failure) acceptor.bind(endpoint, failure);
    if (!failure) acceptor.listen(boost::asio::socket_base::max_listen_connections, failure);
    return failure;
}

}  // namespace

struct Server::Impl {
    Impl(ServerOptions options, const Router& router, const telemetry::Log& log, telemetry::Metrics& metrics)
        : shared{.options = std::move(options),
                 .router = router,
                 .log = log,
                 .metrics{metrics, shared.options.name},
                 .proxies = {},
                 .certificate = {}} {}

    [[nodiscard]] Result<void> open(async::Loops& loops);
    [[nodiscard]] Task<void> stop();

    Shared shared;
    std::vector<std::unique_ptr<Lane>> lanes;
    std::uint16_t port = 0;
};

Result<void> Server::Impl::open(async::Loops& loops) {
    auto proxies = server::TrustedProxies::parse(shared.options.trusted_proxies);
    if (!proxies) return proxies.error();
    shared.proxies = std::move(*proxies);
    if (!shared.options.tls_certificate.empty()) {
        auto loaded = server::Certificate::load(shared.options.tls_certificate, shared.options.tls_key);
        if (!loaded) return loaded.error();
        shared.certificate = std::move(*loaded);
    }

    auto endpoint = resolve(shared.options, loops.at(0));
    if (!endpoint) return endpoint.error();
    if (endpoint->port() != 0) {
        Acceptor probe{loops.at(0)};
        if (const auto failure = open_at(probe, *endpoint, true)) return cannot_listen(shared.options, failure);
    }
    for (std::size_t i = 0; i < loops.size(); ++i) {
        Acceptor acceptor{loops.at(i)};
        if (const auto failure = open_at(acceptor, *endpoint, false)) return cannot_listen(shared.options, failure);
        if (i == 0) *endpoint = acceptor.local_endpoint();  // the port, when any would do
        lanes.push_back(std::make_unique<Lane>(shared, loops.at(i), std::move(acceptor)));
    }
    port = endpoint->port();
    return {};
}

Task<void> Server::Impl::stop() {
    std::vector<async::OneShot<bool>> ends(lanes.size());
    for (std::size_t i = 0; i < lanes.size(); ++i)
        boost::asio::co_spawn(lanes[i]->loop(), lanes[i]->stop(), [end = ends[i]](const std::exception_ptr&) { end.set(true); });
    for (const auto& end : ends) co_await end.wait_to_the_end();
}

Result<std::unique_ptr<Server>> Server::listen(ServerOptions options, const Router& router, async::Loops& loops,
                                               telemetry::Log& log, telemetry::Metrics& metrics) {
    auto impl = std::make_unique<Impl>(std::move(options), router, log, metrics);
    const auto opened = impl->open(loops);
    if (!opened) return opened.error();
    return std::unique_ptr<Server>{new Server{std::move(impl)}};
}

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Server::~Server() = default;

void Server::start() {
    auto& shared = impl_->shared;
    if (shared.certificate) shared.certificate->watch(shared.options.certificate_check, shared.log);
    for (auto& lane : impl_->lanes) lane->start();
}

Task<void> Server::stop() {
    return impl_->stop();
}

std::uint16_t Server::port() const {
    return impl_->port;
}

}  // namespace instante::http
