#pragma once

#include <boost/asio/cancellation_signal.hpp>
#include <memory>
#include <string>

#include "async/task.hpp"
#include "http/message.hpp"
#include "http/server/moment.hpp"
#include "http/server/server_metrics.hpp"
#include "http/server/wire.hpp"

namespace instante::http::server {

class Connection;
class Lane;

/// What is spoken on a connection once its first bytes have told: HTTP/1.1 or HTTP/2. All calls on its loop.
class Protocol {
public:
    virtual ~Protocol() = default;
    /// Serves until it is over and everything it has started has ended.
    virtual Task<void> run() = 0;
    /// The tick: acts on the deadlines that have passed.
    virtual void check(Moment now) = 0;
    /// Finishes what is in hand and then ends.
    virtual void drain() = 0;
    /// Ends at once; handlers are cancelled.
    virtual void cut() = 0;
};

/// `received` are the bytes that came already.
std::unique_ptr<Protocol> make_http1(Connection& connection, std::string received);
std::unique_ptr<Protocol> make_http2(Connection& connection, std::string received);

/// One accepted connection, from its first byte to its last. It belongs to its lane and owns its wire and whatever is spoken on
/// it.
class Connection {
public:
    Connection(Lane& lane, Socket socket);

    /// The root of everything that happens on this connection. Throws nothing.
    [[nodiscard]] Task<void> serve();
    /// Where the root is cancelled: for HTTP/1.1 the handler runs on it.
    boost::asio::cancellation_signal& signal() { return signal_; }

    void check(Moment now);
    void drain();
    void cut();

    Lane& lane() { return lane_; }
    Wire& wire() { return wire_; }
    /// Who calls, as `headers` of a trusted proxy tell.
    [[nodiscard]] Peer peer(const Headers& headers) const;

private:
    [[nodiscard]] Task<void> speak();
    /// The first bytes, as many as tell HTTP/2 from HTTP/1.1; none: the client has gone.
    [[nodiscard]] Task<std::string> first_bytes();

    Lane& lane_;
    Wire wire_;
    boost::asio::cancellation_signal signal_;
    CountedOpen open_;
    Peer nearest_;  ///< the other end of the wire
    bool through_proxy_ = false;
    bool draining_ = false;
    Moment deadline_ = never;  ///< of what this class itself waits for
    std::unique_ptr<Protocol> protocol_;
};

}  // namespace instante::http::server
