#include "http/server/wire.hpp"

#include <poll.h>

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <string>
#include <tuple>
#include <utility>

#include "http/server/limits.hpp"
#include "http/server/tls.hpp"

namespace instante::http::server {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr auto token = asio::as_tuple(asio::use_awaitable_t<async::Executor>{});
constexpr std::size_t tls_record = 16 * 1024;

void advance(Gather& bytes, std::size_t count) {
    for (auto& piece : bytes) {
        const auto taken = std::min(count, piece.size());
        piece += taken;
        count -= taken;
    }
}

short poll_for(int descriptor, short events) {
    pollfd question{descriptor, events, 0};
    return ::poll(&question, 1, 0) > 0 ? question.revents : short{0};
}

}  // namespace

struct Wire::Tls {
    Tls(Socket& socket, std::shared_ptr<const TlsContext> with) : context(std::move(with)), stream(socket, context->context()) {}

    std::shared_ptr<const TlsContext> context;
    asio::ssl::stream<Socket&> stream;
    std::string record;  ///< what one write gathers: a TLS record takes one piece
};

Wire::Wire(Socket socket, std::shared_ptr<const TlsContext> tls) : socket_(std::move(socket)) {
    error_code ignored;
    remote_ = socket_.remote_endpoint(ignored).address();
    socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
    socket_.non_blocking(true, ignored);
    if (tls) tls_ = std::make_unique<Tls>(socket_, std::move(tls));
}

Wire::~Wire() = default;

Task<bool> Wire::handshake() {
    if (!tls_) co_return true;
    auto outcome = co_await tls_->stream.async_handshake(asio::ssl::stream_base::server, token);
    co_return !std::get<0>(outcome);
}

bool Wire::chose_http2() const {
    if (!tls_) return false;
    const unsigned char* name = nullptr;
    unsigned int length = 0;
    SSL_get0_alpn_selected(tls_->stream.native_handle(), &name, &length);
    return length == 2 && name[0] == 'h' && name[1] == '2';
}

Task<Received> Wire::read_some(asio::mutable_buffer into) {
    if (tls_) {
        auto outcome = co_await tls_->stream.async_read_some(into, token);
        co_return Received{std::get<0>(outcome), std::get<1>(outcome)};
    }
    auto outcome = co_await socket_.async_read_some(into, token);
    co_return Received{std::get<0>(outcome), std::get<1>(outcome)};
}

bool Wire::write_now(Gather& bytes, error_code& failure) {
    if (tls_) return asio::buffer_size(bytes) == 0;
    const auto sent = socket_.write_some(bytes, failure);
    written_ += sent;
    advance(bytes, sent);
    if (failure == asio::error::would_block || failure == asio::error::try_again) failure = {};
    return failure || asio::buffer_size(bytes) == 0;
}

Task<error_code> Wire::write(Gather bytes) {
    if (tls_) co_return co_await write_tls(bytes);
    while (asio::buffer_size(bytes) > 0) {
        auto outcome = co_await socket_.async_write_some(bytes, token);
        if (std::get<0>(outcome)) co_return std::get<0>(outcome);
        written_ += std::get<1>(outcome);
        advance(bytes, std::get<1>(outcome));
    }
    co_return error_code{};
}

Task<error_code> Wire::write_tls(Gather bytes) {
    while (asio::buffer_size(bytes) > 0) {
        auto& record = tls_->record;
        record.resize(std::min(asio::buffer_size(bytes), tls_record));
        const auto size = asio::buffer_copy(asio::buffer(record), bytes);
        advance(bytes, size);
        for (std::size_t sent = 0; sent < size;) {
            auto outcome = co_await tls_->stream.async_write_some(asio::buffer(record.data() + sent, size - sent), token);
            if (std::get<0>(outcome)) co_return std::get<0>(outcome);
            sent += std::get<1>(outcome);
            written_ += std::get<1>(outcome);
        }
    }
    std::string{}.swap(tls_->record);
    co_return error_code{};
}

Task<void> Wire::finish() {
    if (!socket_.is_open()) co_return;
    if (tls_) {
        auto told = co_await tls_->stream.async_shutdown(token);
        static_cast<void>(told);
    }
    error_code failure;
    socket_.shutdown(Socket::shutdown_send, failure);
    std::string dropped(tls_record, '\0');
    for (std::size_t total = 0; !failure && total < linger_limit;) {
        auto outcome = co_await socket_.async_read_some(asio::buffer(dropped), token);
        failure = std::get<0>(outcome);
        total += std::get<1>(outcome);
    }
    close();
}

void Wire::cancel() {
    error_code ignored;
    socket_.cancel(ignored);
}

void Wire::close() {
    error_code ignored;
    socket_.close(ignored);
}

bool Wire::readable() const {
    return socket_.is_open() && (poll_for(const_cast<Socket&>(socket_).native_handle(), POLLIN) & POLLIN) != 0;
}

bool Wire::peer_gone(bool half) const {
    if (!socket_.is_open()) return true;
    const auto seen = poll_for(const_cast<Socket&>(socket_).native_handle(), half ? POLLRDHUP : short{0});
    return (seen & (POLLERR | POLLHUP | POLLRDHUP)) != 0;
}

}  // namespace instante::http::server
