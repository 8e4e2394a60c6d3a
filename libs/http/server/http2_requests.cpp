// Requests as they come in: header, content, and their end.
#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "http/errors.hpp"
#include "http/server/http2.hpp"
#include "http/server/limits.hpp"
#include "http/server/refusal.hpp"
#include "http/server/target.hpp"

namespace instante::http::server {
namespace {

constexpr std::size_t field_overhead = 32;  ///< what a field counts beyond its text (RFC 9113 §6.5.2)
constexpr std::size_t bomb_factor = 16;     ///< a header that many times over the limit is an attack
constexpr std::size_t remembered_gaps = 16;

std::optional<std::uint64_t> parse_length(std::string_view text) {
    std::uint64_t length = 0;
    if (std::from_chars(text.data(), text.data() + text.size(), length).ec != std::errc{}) return std::nullopt;
    return length;
}

}  // namespace

Http2Stream* Http2::find(std::int32_t id) {
    const auto found = streams_.find(id);
    return found == streams_.end() ? nullptr : found->second.get();
}

/// A stream below the newest that was never opened counts as closed (RFC 9113 §5.1.1): a header for it is a connection error,
/// which nghttp2 does not see. One that was opened and is over may still get trailers that crossed our reset: those nghttp2
/// drops.
void Http2::on_begin_frame(const nghttp2_frame_hd& frame) {
    if (frame.type != NGHTTP2_HEADERS) return;
    const auto id = frame.stream_id;
    const bool was_skipped = std::ranges::any_of(gaps_, [id](const auto& gap) { return id >= gap.first && id <= gap.second; });
    if (was_skipped) terminate(NGHTTP2_PROTOCOL_ERROR, "http2");
}

void Http2::begin_stream(std::int32_t id) {
    if (id > newest_ + 2) {
        if (gaps_.size() == remembered_gaps) gaps_.erase(gaps_.begin());
        gaps_.emplace_back(newest_ + 1, id - 2);
    }
    newest_ = id;
    if (broken_ || handlers_ >= 2 * options_.stream_limit) {  // cancelled ones may take their time to end
        nghttp2_submit_rst_stream(session_, NGHTTP2_FLAG_NONE, id, NGHTTP2_REFUSED_STREAM);
        return;
    }
    streams_.emplace(id, std::make_shared<Http2Stream>(id, lane_.loop()));
    head_deadline_ = after(options_.header_deadline);
    idle_deadline_ = never;
}

void Http2::take_header(Http2Stream& stream, std::string_view name, std::string_view value) {
    stream.header_bytes += name.size() + value.size() + field_overhead;
    if (stream.header_bytes > bomb_factor * options_.header_limit) return terminate(NGHTTP2_ENHANCE_YOUR_CALM, "http2");
    if (stream.header_bytes > options_.header_limit) stream.refusal = 431;
    if (name.front() == ':') return take_pseudo_header(stream, name, value);
    if (++stream.header_count > header_count_limit) stream.refusal = 431;
    if (stream.refusal != 0) return;
    if (name == "content-length") stream.length = parse_length(value);
    if (name == "expect") stream.owes_continue = same_name(value, "100-continue");
    if (name == "host" && stream.request.authority.empty()) stream.request.authority = value;
    // Whoever is behind us may believe the one, whoever before us the other (RFC 9113 §8.3.1).
    if (name == "host" && !same_name(stream.request.authority, value)) stream.refusal = 400;
    stream.request.headers.add(name, value);
}

void Http2::take_pseudo_header(Http2Stream& stream, std::string_view name, std::string_view value) {
    if (name == ":method") {
        stream.request.method = parse_method(value);
        stream.method = stream.request.method;
        stream.is_connect = value == "CONNECT";
    } else if (name == ":path") {
        if (value.size() > uri_limit) {
            stream.refusal = 414;
        } else {
            stream.request.path = value;
        }
    } else if (name == ":authority") {
        stream.request.authority = value;
    }
}

void Http2::on_frame(const nghttp2_frame& frame) {
    if (frame.hd.type != NGHTTP2_HEADERS && frame.hd.type != NGHTTP2_DATA) return;
    const auto found = streams_.find(frame.hd.stream_id);
    if (found == streams_.end()) return;
    const auto stream = found->second;
    if ((frame.hd.flags & NGHTTP2_FLAG_END_STREAM) != 0) {
        stream->whole = true;
        stream->arrived.open();
    }
    if (frame.hd.type != NGHTTP2_HEADERS) return;
    head_deadline_ = never;
    if (frame.headers.cat == NGHTTP2_HCAT_REQUEST && !broken_) start(stream);
}

void Http2::start(const StreamPtr& stream) {
    if (const int status = prepare(stream)) {
        lane_.shared().metrics.protocol_error(name_of_refusal(status));
        stream->failure = core::Error{core::malformed};
        return submit(*stream, refusal(status));
    }
    ready_.push_back(stream);
}

/// Makes the request whole; the status to refuse it with, or 0.
int Http2::prepare(const StreamPtr& stream) {
    auto& request = stream->request;
    if (stream->is_connect) return 501;
    if (stream->refusal != 0) return stream->refusal;
    const auto authority = std::exchange(request.authority, {});
    const auto target = std::exchange(request.path, {});
    if (!is_authority(authority) || !read_target(target, request)) return 400;
    if (request.authority.empty()) request.authority = authority;
    request.peer = connection_.peer(request.headers);

    const auto route = lane_.shared().router.options_of(request).value_or(RouteOptions{});
    if (stream->length.value_or(0) > route.body_limit) return 413;
    stream->limit = route.body_limit;
    if (route.deadline > route.deadline.zero()) stream->work_deadline = after(route.deadline);
    request.body = lane_.no_body();
    if (!stream->whole) request.body = std::make_shared<Http2Body>(*this, stream);
    return 0;
}

void Http2::take_content(std::int32_t id, std::string_view bytes) {
    auto* stream = find(id);
    if (stream && stream->dropped) return drop_content(*stream, bytes.size());
    if (!stream || stream->failure) {  // nobody will read it: the connection's window is for the others
        nghttp2_session_consume_connection(session_, bytes.size());
        return;
    }
    stream->received += bytes.size();
    if (stream->received > stream->limit) {
        nghttp2_session_consume_connection(session_, bytes.size());
        stream->failure = core::Error{content_too_large};
    } else if (stream->pieces.empty() || stream->pieces.back().size() + bytes.size() > piece_limit) {
        stream->pieces.emplace_back(bytes);
    } else {
        stream->pieces.back().append(bytes);
    }
    if (stream->content_deadline != never) stream->content_deadline = after(options_.body_idle);
    stream->arrived.open();
}

/// Takes what comes for a response that is complete already, within bounds: many clients see it only once they have sent
/// everything.
void Http2::drop_content(Http2Stream& stream, std::size_t bytes) {
    stream.received += bytes;
    for (const auto& piece : std::exchange(stream.pieces, {})) bytes += piece.size();
    nghttp2_session_consume(session_, stream.id, bytes);
    if (stream.received > linger_limit) reset(stream, NGHTTP2_NO_ERROR);
}

Task<Result<std::string>> Http2Body::read() {
    if (stream_->closed) co_return core::Error{core::malformed, "the request is over"};
    auto piece = co_await session_->read_piece(stream_);
    co_return piece;
}

Task<Result<std::string>> Http2::read_piece(StreamPtr stream) {
    if (std::exchange(stream->owes_continue, false) && !stream->whole && stream->received == 0) submit_continue(*stream);
    for (;;) {
        if (stream->closed) co_return core::Error{core::malformed, "cut off"};
        if (!stream->pieces.empty()) break;
        if (stream->failure) co_return *stream->failure;
        if (stream->whole) co_return std::string{};
        stream->content_deadline = after(options_.body_idle);
        co_await stream->arrived.wait();
        stream->content_deadline = never;
    }
    auto piece = std::move(stream->pieces.front());
    stream->pieces.pop_front();
    nghttp2_session_consume(session_, stream->id, piece.size());
    writable_.open();
    co_return piece;
}

void Http2::end_stream(std::int32_t id) {
    const auto found = streams_.find(id);
    if (found == streams_.end()) return;
    const auto stream = std::move(found->second);
    streams_.erase(found);
    std::size_t unread = 0;
    for (const auto& piece : std::exchange(stream->pieces, {})) unread += piece.size();
    if (unread > 0) nghttp2_session_consume_connection(session_, unread);
    stream->closed = true;
    if (id == newest_) head_deadline_ = never;
    interrupt(*stream);
    stream->arrived.open();
    if (streams_.empty() && !broken_) idle_deadline_ = after(options_.keep_alive);
}

}  // namespace instante::http::server
