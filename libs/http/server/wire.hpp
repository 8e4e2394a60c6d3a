#pragma once

#include <array>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/system/error_code.hpp>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "async/task.hpp"

namespace instante::http::server {

class TlsContext;

using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, async::Executor>;

/// What one write sends: up to three pieces, gathered. The bytes are the caller's, and stay until it ends.
using Gather = std::array<boost::asio::const_buffer, 3>;

/// What a read brought.
struct Received {
    boost::system::error_code failure;
    std::size_t bytes = 0;
};

/// The bytes of one connection, in the clear or through TLS. Of one loop; one read and one write at a time.
class Wire {
public:
    /// `tls`: nothing for a connection in the clear.
    Wire(Socket socket, std::shared_ptr<const TlsContext> tls);
    ~Wire();
    Wire(const Wire&) = delete;
    Wire& operator=(const Wire&) = delete;

    [[nodiscard]] bool secure() const { return tls_ != nullptr; }
    /// Whether the client came through. In the clear: at once.
    [[nodiscard]] Task<bool> handshake();
    /// Whether TLS has settled on HTTP/2 (ALPN).
    [[nodiscard]] bool chose_http2() const;

    /// Some bytes, at least one unless it fails. Cancelled, by the coroutine or by `cancel`, it fails with `operation_aborted`.
    [[nodiscard]] Task<Received> read_some(boost::asio::mutable_buffer into);
    /// Sends what the kernel takes at once and moves `bytes` on behind it. Whether nothing is left to do, for good or ill.
    bool write_now(Gather& bytes, boost::system::error_code& failure);
    /// Sends the rest.
    [[nodiscard]] Task<boost::system::error_code> write(Gather bytes);

    /// Ends politely: no more to come, and what the client still sends is read and dropped, so that it can see our last words.
    [[nodiscard]] Task<void> finish();
    /// Aborts the read and the write that wait.
    void cancel();
    /// Ends at once.
    void close();

    [[nodiscard]] bool is_open() const { return socket_.is_open(); }
    /// Bytes the client has taken so far: whether it moves at all.
    [[nodiscard]] std::uint64_t written() const { return written_; }
    /// Whether bytes wait in the kernel.
    [[nodiscard]] bool readable() const;
    /// Whether the client has gone (reset), or with `half` has at least stopped sending.
    [[nodiscard]] bool peer_gone(bool half) const;
    [[nodiscard]] boost::asio::ip::address remote() const { return remote_; }

private:
    struct Tls;
    [[nodiscard]] Task<boost::system::error_code> write_tls(Gather bytes);

    Socket socket_;
    std::unique_ptr<Tls> tls_;
    std::uint64_t written_ = 0;
    boost::asio::ip::address remote_;
};

}  // namespace instante::http::server
