#include "http/server/connection.hpp"

#include <algorithm>
#include <boost/asio/this_coro.hpp>
#include <exception>
#include <string_view>
#include <utility>

#include "http/server/lane.hpp"
#include "http/server/limits.hpp"

namespace instante::http::server {
namespace {

constexpr std::string_view http2_preface{"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"};
constexpr std::size_t first_read = 4096;

bool begins_like_preface(std::string_view bytes) {
    return http2_preface.starts_with(bytes.substr(0, http2_preface.size()));
}

}  // namespace

Connection::Connection(Lane& lane, Socket socket)
    : lane_(lane),
      wire_(std::move(socket), lane.shared().tls()),
      open_(lane.shared().metrics.open_new),
      nearest_{.address = wire_.remote().to_string(), .secure = wire_.secure()},
      through_proxy_(lane.shared().proxies.contains(wire_.remote())) {}

Task<void> Connection::serve() {
    try {
        deadline_ = after(lane_.shared().options.header_deadline);
        co_await speak();
    } catch (const std::exception& failure) {
        lane_.shared().log.error("a connection failed", {{"cause", failure.what()}});
        wire_.close();
    }
    co_await boost::asio::this_coro::reset_cancellation_state();
    co_await boost::asio::this_coro::throw_if_cancelled(false);
    deadline_ = draining_ ? after(drain_grace) : after(linger_time);
    co_await wire_.finish();
}

Task<void> Connection::speak() {
    auto& shared = lane_.shared();
    const bool secured = co_await wire_.handshake();
    if (!secured) {
        shared.metrics.protocol_error("tls");
        wire_.close();
        co_return;
    }
    std::string received;
    bool http2 = wire_.chose_http2();
    if (!http2) {
        received = co_await first_bytes();
        if (received.empty()) co_return;
        http2 = received.starts_with(http2_preface);
    }

    deadline_ = never;
    open_.move_to(http2 ? shared.metrics.open_http2 : shared.metrics.open_http1);
    (http2 ? shared.metrics.accepted_http2 : shared.metrics.accepted_http1).add();
    protocol_ = http2 ? make_http2(*this, std::move(received)) : make_http1(*this, std::move(received));
    if (draining_) protocol_->drain();
    co_await protocol_->run();
}

Task<std::string> Connection::first_bytes() {
    std::string bytes(first_read, '\0');
    std::size_t size = 0;
    for (;;) {
        auto got = co_await wire_.read_some(boost::asio::buffer(bytes.data() + size, bytes.size() - size));
        if (got.failure) size = 0;
        size += got.bytes;
        if (got.failure || size >= http2_preface.size() || !begins_like_preface({bytes.data(), size})) break;
    }
    bytes.resize(size);
    co_return bytes;
}

void Connection::check(Moment now) {
    if (now >= deadline_) {
        deadline_ = never;
        wire_.close();
    }
    if (protocol_) protocol_->check(now);
}

void Connection::drain() {
    draining_ = true;
    if (protocol_) return protocol_->drain();
    // Perhaps its request is on the way: it is worth a moment, not the whole deadline.
    deadline_ = std::min(deadline_, after(drain_grace));
}

void Connection::cut() {
    if (protocol_) protocol_->cut();
    wire_.close();
}

Peer Connection::peer(const Headers& headers) const {
    if (!through_proxy_) return nearest_;
    return lane_.shared().proxies.resolve(nearest_, headers);
}

}  // namespace instante::http::server
