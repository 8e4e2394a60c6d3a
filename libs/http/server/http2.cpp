#include "http/server/http2.hpp"

#include <array>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <exception>
#include <utility>

#include "http/server/limits.hpp"

namespace instante::http::server {
namespace {

constexpr std::size_t read_size = 16 * 1024;

}  // namespace

std::unique_ptr<Protocol> make_http2(Connection& connection, std::string received) {
    return std::make_unique<Http2>(connection, std::move(received));
}

Http2::Http2(Connection& connection, std::string received)
    : connection_(connection),
      wire_(connection.wire()),
      lane_(connection.lane()),
      options_(lane_.shared().options),
      received_(std::move(received)),
      ended_(lane_.loop()),
      writable_(lane_.loop()),
      resets_(static_cast<double>(reset_burst), static_cast<double>(resets_per_second)),
      idle_deadline_(after(options_.header_deadline)) {
    begin_session();
}

Http2::~Http2() {
    nghttp2_session_del(session_);
}

Task<void> Http2::run() {
    spawn_writer();
    co_await read_all();
    for (auto& [id, stream] : streams_) interrupt(*stream);
    while (handlers_ > 0) co_await ended_.wait();
    reading_ = false;
    writable_.open();
    while (writing_) co_await ended_.wait();
    for (auto& [id, stream] : streams_) {  // a handler may have kept its body
        stream->closed = true;
        stream->arrived.open();
    }
}

/// Until the connection is over, broken, or closed by the other side.
Task<void> Http2::read_all() {
    std::string buffer{std::exchange(received_, {})};
    bool good = feed(buffer);
    buffer.resize(read_size);
    while (good && !is_over()) {
        writable_.open();
        auto got = co_await wire_.read_some(boost::asio::buffer(buffer));
        good = !got.failure && feed({buffer.data(), got.bytes});
    }
}

bool Http2::feed(std::string_view bytes) {
    if (broken_) return true;
    const auto used = nghttp2_session_mem_recv(session_, reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
    start_ready();
    if (used >= 0) return true;
    terminate(NGHTTP2_PROTOCOL_ERROR, "http2");
    if (used == NGHTTP2_ERR_FLOODED) wire_.close();  // who does not read its answers will not read our last word
    return false;
}

bool Http2::is_over() const {
    return nghttp2_session_want_read(session_) == 0 && nghttp2_session_want_write(session_) == 0;
}

Task<void> Http2::write_all() {
    for (;;) {
        collect();
        if (out_.empty()) {
            if (!reading_) co_return;
            if (is_over()) wire_.cancel();  // the last word is said: the reader need not wait for more
            co_await writable_.wait();
            continue;
        }
        Gather bytes{boost::asio::buffer(out_)};
        boost::system::error_code failure;
        if (!wire_.write_now(bytes, failure)) {
            written_ = wire_.written();
            reader_deadline_ = after(options_.write_idle);
            failure = co_await wire_.write(bytes);
            reader_deadline_ = never;
        }
        out_.clear();
        if (failure) break;
    }
    wire_.close();
}

void Http2::collect() {
    while (out_.size() < write_size) {
        const std::uint8_t* bytes = nullptr;
        const auto size = nghttp2_session_mem_send(session_, &bytes);
        if (size <= 0) break;
        out_.append(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
    }
}

void Http2::spawn_writer() {
    writing_ = true;
    boost::asio::co_spawn(lane_.loop(), write_all(), [this](const std::exception_ptr&) {
        writing_ = false;
        ended_.open();
    });
}

void Http2::spawn_handler(const StreamPtr& stream) {
    ++handlers_;
    stream->running = true;
    auto ended = [this, stream](const std::exception_ptr&) {  // nothing but a cancellation comes here
        stream->running = false;
        stream->request = {};  // their bodies hold the stream
        stream->source.reset();
        --handlers_;
        ended_.open();
    };
    boost::asio::co_spawn(lane_.loop(), answer(stream),
                          boost::asio::bind_cancellation_slot(stream->signal.slot(), std::move(ended)));
}

void Http2::start_ready() {
    for (const auto& stream : std::exchange(ready_, {})) {
        if (stream->closed) {  // reset as soon as it was opened
            stream->request = {};
        } else {
            spawn_handler(stream);
        }
    }
}

void Http2::check(Moment now) {
    if (now >= reader_deadline_) on_slow_reader(now);
    if (now >= head_deadline_) terminate(NGHTTP2_ENHANCE_YOUR_CALM, "request-timeout");
    if (streams_.empty() && out_.empty()) std::string{}.swap(out_);  // idle connections are many
    if (now >= idle_deadline_ && streams_.empty()) terminate(NGHTTP2_NO_ERROR, {});
    for (auto& [id, stream] : streams_) check_stream(*stream, now);
    if (now >= goaway_at_) {
        goaway_at_ = never;
        told_goaway_ = true;
        nghttp2_submit_goaway(session_, NGHTTP2_FLAG_NONE, nghttp2_session_get_last_proc_stream_id(session_), NGHTTP2_NO_ERROR,
                              nullptr, 0);
        writable_.open();
    }
    if (told_goaway_ && streams_.empty() && handlers_ == 0) terminate(NGHTTP2_NO_ERROR, {});
    if (reading_ && is_over()) wire_.cancel();
}

void Http2::on_slow_reader(Moment now) {
    if (wire_.written() != written_) {
        written_ = wire_.written();
        reader_deadline_ = now + options_.write_idle;
        return;
    }
    reader_deadline_ = never;
    lane_.shared().metrics.protocol_error("slow-reader");
    wire_.close();
}

void Http2::check_stream(Http2Stream& stream, Moment now) {
    if (stream.dropped && now >= stream.content_deadline) {
        stream.content_deadline = never;
        reset(stream, NGHTTP2_NO_ERROR);  // it may stop sending: nobody reads (RFC 9113 §8.1)
    }
    if (now >= stream.content_deadline) {
        stream.content_deadline = never;
        stream.timed_out = true;
        stream.failure = core::Error{core::timed_out, "the client sends too slowly"};
        stream.arrived.open();
    }
    if (now >= stream.work_deadline) {
        stream.work_deadline = never;
        stream.expired = true;
        interrupt(stream);
    }
    if (now >= stream.reader_deadline) {  // its window stays shut
        stream.reader_deadline = never;
        lane_.shared().metrics.protocol_error("slow-reader");
        reset(stream, NGHTTP2_CANCEL);
    }
}

/// Says the last word, once; what is in hand is given up. `kind`: what the client got wrong; empty: nothing.
void Http2::terminate(std::uint32_t code, std::string_view kind) {
    if (std::exchange(broken_, true)) return;
    idle_deadline_ = never;
    head_deadline_ = never;
    if (!kind.empty()) lane_.shared().metrics.protocol_error(kind);
    nghttp2_session_terminate_session(session_, code);
    writable_.open();
}

void Http2::drain() {
    nghttp2_submit_shutdown_notice(session_);
    goaway_at_ = after(drain_grace);
    writable_.open();
}

void Http2::cut() {
    for (auto& [id, stream] : streams_) interrupt(*stream);
}

}  // namespace instante::http::server
