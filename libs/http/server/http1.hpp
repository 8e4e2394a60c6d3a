#pragma once

#include <boost/beast/core/flat_buffer.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "http/message.hpp"
#include "http/router.hpp"
#include "http/server/connection.hpp"
#include "http/server/http1_parser.hpp"
#include "http/server/http1_response.hpp"
#include "http/server/lane.hpp"
#include "http/server/limits.hpp"
#include "http/server/moment.hpp"

namespace instante::http::server {

class Http1Body;

/// HTTP/1.1 (and 1.0) on one connection: request after request, in order, each answered with as few writes as can be. The handler
/// runs on the connection's root, so a deadline cancels it by the connection's signal.
class Http1 final : public Protocol {
public:
    Http1(Connection& connection, std::string received);
    ~Http1() override;

    Task<void> run() override;
    void check(Moment now) override;
    void drain() override;
    void cut() override;

    /// The next piece of the content of the request in hand.
    [[nodiscard]] Task<Result<std::string>> read_piece();

private:
    /// Whom the connection waits for.
    enum class Waiting : std::uint8_t { nobody, request, head, content, reader };

    /// What is known of the content of the request in hand.
    struct Content {
        std::size_t limit = 0;
        std::size_t received = 0;
        bool owes_continue = false;  ///< the client holds it back until it is asked for
        bool timed_out = false;
        std::optional<core::Error> failure;
    };

    [[nodiscard]] Task<std::optional<int>> receive_head();
    [[nodiscard]] Task<void> exchange();
    [[nodiscard]] Task<Response> answer(RouteOptions options);
    [[nodiscard]] Task<void> refuse(int status);

    [[nodiscard]] Task<void> respond(Response response);
    [[nodiscard]] Task<bool> send(Gather bytes);
    /// The same for one piece; it must stay until it is sent.
    [[nodiscard]] Task<bool> send_text(std::string_view text);
    [[nodiscard]] Task<bool> send_stream(Stream stream, Framing framing);
    [[nodiscard]] Task<bool> send_piece(std::string piece, bool chunked);
    [[nodiscard]] Task<Result<std::string>> next_piece();
    [[nodiscard]] Task<bool> discard_rest();
    [[nodiscard]] bool must_close() const;

    [[nodiscard]] Task<boost::system::error_code> fill(std::size_t size);
    core::Error fail_content(core::Error failure);
    core::Error content_cut_off(boost::system::error_code failure);
    [[nodiscard]] std::string_view buffered() const;
    void skip_blank_lines();

    void wait_for(Waiting whom, std::chrono::milliseconds limit);
    void stop_waiting();
    void on_overdue(Moment now);
    void interrupt();

    Connection& connection_;
    Wire& wire_;
    Lane& lane_;
    const ServerOptions& options_;
    boost::beast::flat_buffer buffer_;
    std::size_t head_size_ = 0;

    std::optional<Http1Parser> parser_;  ///< of the request in hand
    Method method_ = Method::get;
    std::shared_ptr<Http1Body> body_;
    Content content_;
    std::optional<Stream> stream_;  ///< the response's content, while it is sent
    std::string head_;              ///< of the response

    Waiting waiting_ = Waiting::nobody;
    Moment overdue_ = never;        ///< of whom we wait for
    Moment work_deadline_ = never;  ///< of the handler
    Moment grace_end_ = never;
    std::uint64_t written_ = 0;  ///< bytes the reader had taken when it was last looked at
    bool is_first_ = true;
    bool open_ = true;
    bool timed_out_ = false;    ///< the read was cancelled by `on_overdue`
    bool working_ = false;      ///< the handler has the request, or its stream is being sent
    bool expired_ = false;      ///< `work_deadline_` has passed
    bool interrupted_ = false;  ///< the root was cancelled for the request in hand
    bool draining_ = false;
};

/// The content of the request in hand, as the handler sees it. It outlives the request when the handler keeps it, and then has
/// nothing to say.
class Http1Body final : public Body {
public:
    Http1Body(Http1& session, std::optional<std::uint64_t> length) : session_(&session), length_(length) {}

    Task<Result<std::string>> read() override;
    [[nodiscard]] std::optional<std::uint64_t> length() const override { return length_; }
    void detach() { session_ = nullptr; }

private:
    Http1* session_;
    std::optional<std::uint64_t> length_;
};

}  // namespace instante::http::server
