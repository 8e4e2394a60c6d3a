// The content of a request: decoded as the handler asks for it.
#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>
#include <utility>

#include "http/errors.hpp"
#include "http/server/http1.hpp"

namespace instante::http::server {
namespace {

constexpr std::string_view go_on{"HTTP/1.1 100 Continue\r\n\r\n"};
constexpr std::size_t framing_limit = 8 * 1024;  ///< bytes of a chunk's line, or of the trailers

}  // namespace

Task<Result<std::string>> Http1Body::read() {
    if (!session_) co_return core::Error{core::malformed, "the request is over"};
    auto piece = co_await session_->read_piece();
    co_return piece;
}

Task<Result<std::string>> Http1::read_piece() {
    if (content_.failure) co_return *content_.failure;
    if (std::exchange(content_.owes_continue, false)) {
        const bool asked = co_await send_text(go_on);
        if (!asked) co_return fail_content(core::Error{core::malformed, "the client has gone"});
    }
    std::string piece;
    for (;;) {
        bool failed = false;
        buffer_.consume(parser_->read_content(buffered(), piece, failed));
        content_.received += piece.size();
        if (failed) co_return fail_content(core::Error{core::malformed, "bad chunk"});
        if (content_.received > content_.limit) co_return fail_content(core::Error{content_too_large});
        if (!piece.empty() || parser_->is_whole()) co_return piece;
        if (buffer_.size() > framing_limit) co_return fail_content(core::Error{core::malformed, "a chunk's line is too long"});

        wait_for(Waiting::content, options_.body_idle);
        auto failure = co_await fill(piece_limit);
        stop_waiting();
        if (failure) co_return content_cut_off(failure);
    }
}

core::Error Http1::fail_content(core::Error failure) {
    content_.failure = failure;
    return failure;
}

core::Error Http1::content_cut_off(boost::system::error_code failure) {
    if (timed_out_) {
        content_.timed_out = true;
        return fail_content(core::Error{core::timed_out, "the client sends too slowly"});
    }
    // Of the reader's own, by its deadline: the content goes on where it was, if anybody asks.
    if (failure == boost::asio::error::operation_aborted && wire_.is_open()) throw boost::system::system_error{failure};
    return fail_content(core::Error{core::malformed, "cut off: " + failure.message()});
}

/// Reads and drops what the handler left, so that the connection can be used again; false when it is too much.
Task<bool> Http1::discard_rest() {
    content_.limit = content_.received + discard_limit;
    for (;;) {
        auto piece = co_await read_piece();
        if (!piece) co_return false;
        if (piece->empty()) co_return true;
    }
}

}  // namespace instante::http::server
