#pragma once

#include <nghttp2/nghttp2.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "http/message.hpp"
#include "http/server/connection.hpp"
#include "http/server/gate.hpp"
#include "http/server/http2_stream.hpp"
#include "http/server/lane.hpp"
#include "http/server/moment.hpp"
#include "http/server/token_bucket.hpp"

namespace instante::http::server {

/// HTTP/2 on one connection. One coroutine reads and feeds nghttp2, one writes what nghttp2 wants to send, and each request has
/// one for its handler; all on the connection's loop. `run` ends after all of them.
class Http2 final : public Protocol {
public:
    Http2(Connection& connection, std::string received);
    ~Http2() override;

    Task<void> run() override;
    void check(Moment now) override;
    void drain() override;
    void cut() override;

    /// The next piece of a stream's content.
    [[nodiscard]] Task<Result<std::string>> read_piece(std::shared_ptr<Http2Stream> stream);

private:
    friend struct Http2Callbacks;
    static constexpr std::size_t write_size = 64 * 1024;  ///< bytes collected, about, before they are written
    using StreamPtr = std::shared_ptr<Http2Stream>;

    // http2.cpp: the connection.
    [[nodiscard]] Task<void> read_all();
    [[nodiscard]] Task<void> write_all();
    [[nodiscard]] bool feed(std::string_view bytes);
    void collect();
    [[nodiscard]] bool is_over() const;
    void spawn_writer();
    void spawn_handler(const StreamPtr& stream);
    void start_ready();
    void on_slow_reader(Moment now);
    void check_stream(Http2Stream& stream, Moment now);
    void terminate(std::uint32_t code, std::string_view kind);

    // http2_callbacks.cpp
    void begin_session();

    // http2_requests.cpp: what comes in.
    [[nodiscard]] Http2Stream* find(std::int32_t id);
    void on_begin_frame(const nghttp2_frame_hd& frame);
    void begin_stream(std::int32_t id);
    void take_header(Http2Stream& stream, std::string_view name, std::string_view value);
    void take_pseudo_header(Http2Stream& stream, std::string_view name, std::string_view value);
    void on_frame(const nghttp2_frame& frame);
    void take_content(std::int32_t id, std::string_view bytes);
    void drop_content(Http2Stream& stream, std::size_t bytes);
    void end_stream(std::int32_t id);
    void start(const StreamPtr& stream);
    [[nodiscard]] int prepare(const StreamPtr& stream);

    // http2_responses.cpp: what goes out.
    [[nodiscard]] Task<void> answer(StreamPtr stream);
    [[nodiscard]] Task<Response> call(StreamPtr stream);
    [[nodiscard]] Task<void> pump(StreamPtr stream);
    [[nodiscard]] Task<Result<std::string>> next_piece(StreamPtr stream);
    void submit(Http2Stream& stream, Response response);
    void submit_continue(const Http2Stream& stream);
    void reset(const Http2Stream& stream, std::uint32_t code);
    void interrupt(Http2Stream& stream);
    /// How many of at most `size` bytes of `stream`'s content come next; below zero: nghttp2's code.
    [[nodiscard]] static ssize_t promise(Http2Stream& stream, std::size_t size, std::uint32_t& flags);
    /// Writes the frame of those bytes: straight to where they are sent from, which spares nghttp2's own buffer. nghttp2's code.
    [[nodiscard]] int give(std::int32_t id, const std::uint8_t* header, std::size_t size);
    void on_sent(const nghttp2_frame& frame);

    Connection& connection_;
    Wire& wire_;
    Lane& lane_;
    const ServerOptions& options_;
    nghttp2_session* session_ = nullptr;
    std::string received_;
    std::unordered_map<std::int32_t, StreamPtr> streams_;
    std::vector<StreamPtr> ready_;  ///< whose header has come: their handlers start when nghttp2 has returned

    std::size_t handlers_ = 0;  ///< running, those of streams that are over too
    bool writing_ = false;      ///< the writer is running
    Gate ended_;                ///< opens when one of them has ended
    Gate writable_;             ///< opens when there may be something to write
    std::string out_;           ///< what is being written
    bool reading_ = true;
    bool broken_ = false;  ///< a connection error has been told: what still comes is not looked at

    std::int32_t newest_ = 0;                                  ///< highest stream the client has opened
    std::vector<std::pair<std::int32_t, std::int32_t>> gaps_;  ///< below it, what it never opened: the newest few
    TokenBucket resets_;                                       ///< streams that we reset for their errors

    Moment idle_deadline_ = never;    ///< without streams
    Moment head_deadline_ = never;    ///< of a header block that has begun
    Moment reader_deadline_ = never;  ///< of the write that waits
    std::uint64_t written_ = 0;       ///< bytes the reader had taken when it was last looked at
    Moment goaway_at_ = never;        ///< while draining: when the last word is said
    bool told_goaway_ = false;
};

}  // namespace instante::http::server
