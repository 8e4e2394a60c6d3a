#include "http/server/http1.hpp"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/this_coro.hpp>
#include <exception>
#include <utility>

#include "http/server/http1_head.hpp"
#include "http/server/refusal.hpp"

namespace instante::http::server {
namespace {

constexpr std::size_t head_read = 4096;
constexpr std::size_t idle_buffer = 16 * 1024;  ///< what a connection between requests may hold

}  // namespace

std::unique_ptr<Protocol> make_http1(Connection& connection, std::string received) {
    return std::make_unique<Http1>(connection, std::move(received));
}

Http1::Http1(Connection& connection, std::string received)
    : connection_(connection), wire_(connection.wire()), lane_(connection.lane()), options_(lane_.shared().options) {
    buffer_.commit(boost::asio::buffer_copy(buffer_.prepare(received.size()), boost::asio::buffer(received)));
}

Http1::~Http1() = default;

Task<void> Http1::run() {
    while (open_) {
        auto status = co_await receive_head();
        if (!status || (*status == 0 && !looks_like_http(buffered()))) co_return;
        if (*status == 0) {
            co_await exchange();
        } else {
            co_await refuse(*status);
        }
    }
}

/// 0: a header is in the buffer; a status: what to refuse it with; nothing: the connection is over.
Task<std::optional<int>> Http1::receive_head() {
    std::size_t searched = 0;
    wait_for(Waiting::request, std::exchange(is_first_, false) ? options_.header_deadline : options_.keep_alive);
    for (;;) {
        skip_blank_lines();
        head_size_ = end_of_head(buffered(), searched);
        if (head_size_ != 0) break;
        searched = buffered().size();
        if (const int status = too_much_head(buffered(), options_.header_limit)) co_return status;
        if (searched != 0 && waiting_ == Waiting::request) wait_for(Waiting::head, options_.header_deadline);
        auto failure = co_await fill(head_read);
        if (!failure) continue;
        const bool is_late = timed_out_ && waiting_ == Waiting::head;
        stop_waiting();
        if (is_late) co_return 408;
        co_return std::nullopt;
    }
    stop_waiting();
    co_return too_much_head(buffered().substr(0, head_size_), options_.header_limit);
}

Task<void> Http1::exchange() {
    const auto head = buffered().substr(0, head_size_);
    parser_.emplace();
    content_ = {};
    int status = refuse_head(head);
    if (status == 0) status = parser_->read_head(head);
    buffer_.consume(head_size_);
    method_ = parser_->request.method;

    const auto route = status == 0 ? lane_.shared().router.options_of(parser_->request) : std::nullopt;
    const auto options = route.value_or(RouteOptions{});
    if (status == 0 && parser_->content_length().value_or(0) > options.body_limit) status = 413;
    if (status != 0) {
        co_await refuse(status);
    } else {
        auto response = co_await answer(options);
        co_await respond(std::move(response));
    }
    if (body_) std::exchange(body_, nullptr)->detach();
    parser_.reset();
    if (buffer_.size() == 0 && buffer_.capacity() > idle_buffer) buffer_.shrink_to_fit();
}

Task<Response> Http1::answer(RouteOptions options) {
    Request request = std::move(parser_->request);
    request.peer = connection_.peer(request.headers);
    request.body = lane_.no_body();
    if (!parser_->is_whole()) {
        const auto length = parser_->content_length();
        content_.limit = options.body_limit;
        content_.owes_continue = parser_->expects_continue();
        body_ = std::make_shared<Http1Body>(*this, length ? std::optional<std::uint64_t>{*length} : std::nullopt);
        request.body = body_;
    }
    if (options.deadline > options.deadline.zero()) work_deadline_ = after(options.deadline);

    std::optional<Response> response;
    working_ = true;
    try {
        auto work = lane_.shared().router.dispatch(std::move(request));
        response = co_await std::move(work);
    } catch (const std::exception& failure) {
        if (!interrupted_) lane_.shared().log.error("a request failed", {{"cause", failure.what()}});
    }
    working_ = false;
    work_deadline_ = never;
    if (std::exchange(interrupted_, false)) co_await boost::asio::this_coro::reset_cancellation_state();
    const bool expired = std::exchange(expired_, false);
    if (!response) response = refusal(expired ? 503 : 500);
    co_return std::move(*response);
}

Task<void> Http1::refuse(int status) {
    lane_.shared().metrics.protocol_error(name_of_refusal(status));
    auto response = refusal(status);
    stop_waiting();
    auto framing = frame(response, method_, true);
    framing.close = true;
    head_.clear();
    write_head(head_, response, framing, lane_.date());
    const auto& content = std::get<std::string>(response.content);
    Gather bytes{boost::asio::buffer(head_), boost::asio::buffer(content)};
    if (!framing.has_content) bytes[1] = {};
    const bool sent = co_await send(bytes);
    if (!sent) wire_.close();
    open_ = false;
}

Task<boost::system::error_code> Http1::fill(std::size_t size) {
    auto got = co_await wire_.read_some(buffer_.prepare(size));
    buffer_.commit(got.bytes);
    co_return got.failure;
}

std::string_view Http1::buffered() const {
    return {static_cast<const char*>(buffer_.data().data()), buffer_.size()};
}

/// Some clients send a line too much after their content (RFC 9112 §2.2).
void Http1::skip_blank_lines() {
    while (buffered().starts_with("\r\n")) buffer_.consume(2);
}

void Http1::wait_for(Waiting whom, std::chrono::milliseconds limit) {
    waiting_ = whom;
    overdue_ = after(limit);
    timed_out_ = false;
}

void Http1::stop_waiting() {
    waiting_ = Waiting::nobody;
    overdue_ = never;
}

void Http1::check(Moment now) {
    if (now >= overdue_) on_overdue(now);
    if (now >= work_deadline_) {
        work_deadline_ = never;
        expired_ = true;
        interrupt();
    }
    if (working_ && waiting_ == Waiting::nobody && !interrupted_ && wire_.peer_gone(stream_.has_value())) interrupt();
    const bool is_idle = waiting_ == Waiting::request && buffer_.size() == 0;
    if (is_idle && now >= grace_end_ && !wire_.readable()) wire_.cancel();
}

void Http1::on_overdue(Moment now) {
    if (waiting_ == Waiting::reader && wire_.written() != written_) {
        written_ = wire_.written();
        overdue_ = now + options_.write_idle;
        return;
    }
    if (waiting_ == Waiting::reader) {
        overdue_ = never;
        lane_.shared().metrics.protocol_error("slow-reader");
        return wire_.close();
    }
    timed_out_ = true;
    wire_.cancel();  // and again at the next tick: TLS may be between two reads
}

void Http1::interrupt() {
    interrupted_ = true;
    connection_.signal().emit(boost::asio::cancellation_type::terminal);
}

void Http1::drain() {
    draining_ = true;
    grace_end_ = after(drain_grace);
}

void Http1::cut() {
    open_ = false;
    if (working_) interrupt();
}

}  // namespace instante::http::server
