#pragma once

#include <atomic>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <ctime>
#include <list>
#include <memory>
#include <string>
#include <string_view>

#include "async/task.hpp"
#include "async/timer.hpp"
#include "http/router.hpp"
#include "http/server.hpp"
#include "http/server/certificate.hpp"
#include "http/server/connection.hpp"
#include "http/server/gate.hpp"
#include "http/server/moment.hpp"
#include "http/server/proxies.hpp"
#include "http/server/server_metrics.hpp"
#include "telemetry/log.hpp"

namespace instante::http::server {

using Acceptor = boost::asio::basic_socket_acceptor<boost::asio::ip::tcp, async::Executor>;

/// What all connections of a server share.
struct Shared {
    ServerOptions options;
    const Router& router;
    telemetry::Log log;
    ServerMetrics metrics;
    TrustedProxies proxies;
    std::unique_ptr<Certificate> certificate;  ///< none: in the clear
    std::atomic<std::size_t> connections{0};

    /// What a new connection speaks TLS with; none: in the clear.
    [[nodiscard]] std::shared_ptr<const TlsContext> tls() const { return certificate ? certificate->current() : nullptr; }
};

/// One loop's share of a server: it accepts, owns its connections, and looks after all their deadlines with one timer.
class Lane {
public:
    Lane(Shared& shared, async::Executor loop, Acceptor acceptor);
    Lane(const Lane&) = delete;
    Lane& operator=(const Lane&) = delete;

    /// Begins to accept. From any thread.
    void start();
    /// On this lane's loop: accepts no more, drains, cuts off after the drain limit; ends when nothing of the lane runs.
    [[nodiscard]] Task<void> stop();

    Shared& shared() { return shared_; }
    [[nodiscard]] async::Executor loop() const { return loop_; }
    /// The value of `Date` now (RFC 9110 §5.6.7).
    [[nodiscard]] std::string_view date();
    /// A body that has ended, for all requests without one.
    [[nodiscard]] const std::shared_ptr<Body>& no_body() const { return no_body_; }

private:
    void run(Task<void> work);
    [[nodiscard]] Task<void> accept();
    [[nodiscard]] Task<void> tick();
    void admit(Socket socket);
    void accept_the_waiting();

    Shared& shared_;
    async::Executor loop_;
    Acceptor acceptor_;
    async::Timer ticker_;
    std::chrono::milliseconds tick_length_;
    Gate changed_;  ///< something has ended, or time has passed
    std::list<Connection> connections_;
    std::size_t running_ = 0;  ///< own coroutines
    bool accepting_ = false;   ///< one of them is
    bool stopping_ = false;
    bool stopped_ = false;
    std::time_t date_second_ = 0;
    std::string date_;
    std::shared_ptr<Body> no_body_;
};

}  // namespace instante::http::server
