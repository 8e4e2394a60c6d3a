#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "async/loops.hpp"
#include "async/task.hpp"
#include "core/error.hpp"
#include "http/router.hpp"
#include "telemetry/log.hpp"
#include "telemetry/metrics.hpp"

namespace instante::http {

struct ServerOptions {
    std::string name = "http";  ///< label of its metrics: `public` or `admin`
    std::string host = "127.0.0.1";
    std::uint16_t port = 0;                 ///< 0: any
    std::filesystem::path tls_certificate;  ///< PEM chain; empty: in the clear
    std::filesystem::path tls_key;
    std::chrono::milliseconds certificate_check{2'000};  ///< how often these files are looked at for a new pair
    std::vector<std::string> trusted_proxies;            ///< CIDRs whose `Forwarded`/`X-Forwarded-*` are believed

    std::size_t connection_limit = 10'000;
    std::size_t stream_limit = 128;  ///< concurrent streams of an HTTP/2 connection
    std::size_t header_limit = 16 * 1024;
    std::chrono::milliseconds header_deadline{10'000};
    std::chrono::milliseconds body_idle{20'000};   ///< without a byte of content
    std::chrono::milliseconds write_idle{20'000};  ///< without a byte taken by the client
    std::chrono::milliseconds keep_alive{75'000};  ///< idle between requests
    std::chrono::milliseconds drain_limit{10'000};
};

/// HTTP/1.1 and HTTP/2 on one port (prior knowledge in the clear, ALPN on TLS): Beast, nghttp2 and OpenSSL joined. One acceptor
/// per loop (SO_REUSEPORT), and a connection stays on its loop.
class Server {
public:
    /// Binds and listens; answers begin at `start`. Errors: `unavailable` (the port is taken, no such address), `bad_certificate`
    /// and `bad_certificate_key` (http/errors.hpp), told in `note`.
    static Result<std::unique_ptr<Server>> listen(ServerOptions options, const Router& router, async::Loops& loops,
                                                  telemetry::Log& log, telemetry::Metrics& metrics);
    ~Server();

    void start();
    /// Stops accepting, tells HTTP/2 clients (GOAWAY) and HTTP/1.1 clients (`Connection: close`), waits for requests in hand up
    /// to the drain limit, cuts off the rest. From any loop.
    [[nodiscard]] Task<void> stop();
    [[nodiscard]] std::uint16_t port() const;

private:
    struct Impl;
    explicit Server(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace instante::http
