// Responses: one write where it can be, pieces where it must.
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/this_coro.hpp>
#include <charconv>
#include <exception>
#include <utility>

#include "http/server/http1.hpp"
#include "http/server/refusal.hpp"

namespace instante::http::server {
namespace {

constexpr std::string_view line_end{"\r\n"};
constexpr std::string_view last_chunk{"0\r\n\r\n"};

std::string chunk_line(std::size_t size) {
    std::array<char, 16> digits{};
    const char* end = std::to_chars(digits.data(), digits.data() + digits.size(), size, 16).ptr;
    std::string line{static_cast<const char*>(digits.data()), end};
    return line.append(line_end);
}

}  // namespace

/// Whether this must be the connection's last response.
bool Http1::must_close() const {
    if (draining_ || !parser_->is_http11() || !parser_->keep_alive() || content_.failure) return true;
    if (parser_->is_whole()) return false;
    return content_.owes_continue || parser_->content_length_remaining().value_or(0) > discard_limit;
}

Task<void> Http1::respond(Response response) {
    if (content_.timed_out && response.status >= 400) response = refusal(408);
    auto framing = frame(response, method_, parser_->is_http11());
    framing.close = framing.close || must_close();
    // Once the answer has begun nobody can ask for the content any more.
    if (content_.owes_continue) fail_content(core::Error{core::malformed, "the content was not asked for in time"});
    content_.owes_continue = false;
    head_.clear();
    write_head(head_, response, framing, lane_.date());

    bool sent = false;
    auto* stream = std::get_if<Stream>(&response.content);
    if (stream && framing.has_content) {
        sent = co_await send_stream(std::move(*stream), framing);
    } else {
        Gather bytes{boost::asio::buffer(head_)};
        if (framing.has_content) bytes[1] = boost::asio::buffer(std::get<std::string>(response.content));
        sent = co_await send(bytes);
    }
    if (!sent) wire_.close();
    open_ = open_ && sent && !framing.close;
    if (open_ && !parser_->is_whole()) open_ = co_await discard_rest();
}

Task<bool> Http1::send(Gather bytes) {
    boost::system::error_code failure;
    if (wire_.write_now(bytes, failure)) co_return !failure;
    written_ = wire_.written();
    wait_for(Waiting::reader, options_.write_idle);
    failure = co_await wire_.write(bytes);
    stop_waiting();
    co_return !failure;
}

Task<bool> Http1::send_text(std::string_view text) {
    return send(Gather{boost::asio::buffer(text)});
}

/// Whether all of it has been sent. When not, the client must see that: the connection is cut off.
Task<bool> Http1::send_stream(Stream stream, Framing framing) {
    stream_ = std::move(stream);
    bool ok = true;
    if (!framing.length) {  // nobody knows when the first piece comes: the header must not wait for it
        ok = co_await send_text(head_);
        head_.clear();
    }
    std::uint64_t sent = 0;
    while (ok) {
        auto piece = co_await next_piece();
        ok = piece.has_value();
        if (!ok || piece->empty()) break;
        sent += piece->size();
        ok = sent <= framing.length.value_or(sent);
        if (ok) ok = co_await send_piece(std::move(*piece), framing.chunked);
    }
    ok = ok && sent == framing.length.value_or(sent);
    if (ok && !head_.empty()) ok = co_await send_text(head_);
    if (ok && framing.chunked) ok = co_await send_text(last_chunk);
    stream_.reset();
    co_return ok;
}

Task<bool> Http1::send_piece(std::string piece, bool chunked) {
    if (chunked) head_.append(chunk_line(piece.size()));
    Gather bytes{boost::asio::buffer(head_), boost::asio::buffer(piece)};
    if (chunked) bytes[2] = boost::asio::buffer(line_end);
    const bool sent = co_await send(bytes);
    head_.clear();
    co_return sent;
}

/// The stream's next piece; its exceptions, cancellation among them, end it.
Task<Result<std::string>> Http1::next_piece() {
    Result<std::string> piece = core::Error{};
    working_ = true;
    try {
        auto work = stream_->next();
        piece = co_await std::move(work);
    } catch (const std::exception& failure) {
        if (!interrupted_) lane_.shared().log.error("a response's stream failed", {{"cause", failure.what()}});
    }
    working_ = false;
    if (std::exchange(interrupted_, false)) co_await boost::asio::this_coro::reset_cancellation_state();
    co_return piece;
}

}  // namespace instante::http::server
