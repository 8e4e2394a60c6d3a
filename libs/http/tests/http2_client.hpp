#pragma once

#include <nghttp2/nghttp2.h>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "server_support.hpp"

namespace instante::http::testing {

/// What came on one stream.
struct Http2Response {
    int status = 0;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string content;
    std::size_t interim = 0;  ///< responses before the last one (100)
    bool ended = false;       ///< with END_STREAM
    bool closed = false;
    std::uint32_t reset = 0;  ///< the code it was closed with

    [[nodiscard]] std::string header(std::string_view name) const;
};

/// An HTTP/2 client on one connection in the clear, driven by hand: nothing is sent or received but in `flush`, `wait` and
/// `wait_until`.
class Http2Client {
public:
    struct Options {
        std::uint32_t window = 1 << 20;  ///< of a stream
        bool grow_windows = true;        ///< false: what is received is never acknowledged
    };
    explicit Http2Client(std::uint16_t port) : Http2Client(port, Options{}) {}
    Http2Client(std::uint16_t port, Options options);
    ~Http2Client();
    Http2Client(const Http2Client&) = delete;
    Http2Client& operator=(const Http2Client&) = delete;

    using Fields = std::vector<std::pair<std::string, std::string>>;
    /// Begins a request; with `content` its DATA follows as the windows allow.
    std::int32_t request(const std::string& method, const std::string& path, const Fields& fields = {}, std::string content = {});
    /// Begins a request whose content is given by `more` and ended by `finish`.
    std::int32_t open(const std::string& method, const std::string& path, const Fields& fields = {});
    void more(std::int32_t id, std::string_view content);
    void finish(std::int32_t id);
    void cancel(std::int32_t id);

    /// Sends what there is to send. False: the server has gone.
    bool flush();
    /// Goes on until the stream is closed, and gives what came.
    const Http2Response& wait(std::int32_t id);
    /// Goes on until `done` or the connection's end; whether `done`.
    template <class Predicate>
    bool wait_until(Predicate done) {
        while (!done()) {
            if (!turn()) return done();
        }
        return true;
    }
    [[nodiscard]] const Http2Response& response(std::int32_t id) { return responses_[id]; }
    /// The GOAWAY's code, once one has come.
    [[nodiscard]] bool told_to_go() const { return told_to_go_; }
    [[nodiscard]] std::uint32_t goaway() const { return goaway_; }
    [[nodiscard]] std::int32_t last_accepted() const { return last_accepted_; }
    /// Bytes sent as they are, after what is due.
    void send_raw(std::string_view bytes);
    [[nodiscard]] RawClient& wire() { return wire_; }

private:
    struct Upload {
        std::string content;
        std::size_t sent = 0;
        bool finished = true;
    };
    bool turn();
    std::int32_t submit(const std::string& method, const std::string& path, const Fields& fields, bool with_content);
    static void set_callbacks(nghttp2_session_callbacks* callbacks);

    RawClient wire_;
    nghttp2_session* session_ = nullptr;
    std::map<std::int32_t, Http2Response> responses_;
    std::map<std::int32_t, Upload> uploads_;
    bool told_to_go_ = false;
    std::uint32_t goaway_ = 0;
    std::int32_t last_accepted_ = 0;
};

}  // namespace instante::http::testing
