#pragma once

#include <boost/asio/cancellation_signal.hpp>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "http/message.hpp"
#include "http/server/gate.hpp"
#include "http/server/moment.hpp"

namespace instante::http::server {

class Http2;

/// One request of an HTTP/2 connection and its response. Shared by nghttp2's stream, the handler's coroutine and the body:
/// whoever comes back from a `co_await` asks `closed` first.
struct Http2Stream {
    Http2Stream(std::int32_t number, async::Executor loop) : id(number), arrived(loop), taken(loop) {}

    const std::int32_t id;
    bool closed = false;   ///< nghttp2 knows it no more
    bool running = false;  ///< its handler is

    // The header as it comes.
    Request request;
    Method method = Method::get;
    bool is_connect = false;
    std::size_t header_bytes = 0;
    std::size_t header_count = 0;
    int refusal = 0;
    std::optional<std::uint64_t> length;  ///< Content-Length

    // The content of the request.
    std::deque<std::string> pieces;
    Gate arrived;
    std::size_t limit = 0;
    std::size_t received = 0;
    bool owes_continue = false;  ///< the client holds it back until it is asked for
    bool whole = false;
    std::optional<core::Error> failure;
    bool timed_out = false;
    bool dropped = false;  ///< nobody reads it any more: the response is complete
    Moment content_deadline = never;

    // The handler.
    boost::asio::cancellation_signal signal;
    bool interrupted = false;
    bool expired = false;
    Moment work_deadline = never;

    // The content of the response.
    std::optional<Stream> source;  ///< where further pieces come from
    std::string content;           ///< the piece being sent
    std::size_t sent = 0;          ///< bytes of it that have been written into frames
    bool last = true;              ///< nothing comes after it
    Gate taken;                    ///< opens when all of it has been
    Moment reader_deadline = never;
};

/// What the handler reads.
class Http2Body final : public Body {
public:
    Http2Body(Http2& session, std::shared_ptr<Http2Stream> stream) : session_(&session), stream_(std::move(stream)) {}

    Task<Result<std::string>> read() override;
    [[nodiscard]] std::optional<std::uint64_t> length() const override { return stream_->length; }

private:
    Http2* session_;  ///< used only while the stream is not closed
    std::shared_ptr<Http2Stream> stream_;
};

}  // namespace instante::http::server
