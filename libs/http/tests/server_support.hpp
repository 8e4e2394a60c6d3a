#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "async/loops.hpp"
#include "async/one_shot.hpp"
#include "http/router.hpp"
#include "http/server.hpp"
#include "telemetry/log.hpp"
#include "telemetry/metrics.hpp"

/// What the server's tests share: a server with routes that do what tests need, and a client that says exactly what it is told.
namespace instante::http::testing {

using namespace std::chrono_literals;

/// Where handlers wait until the test lets them go on.
class Turnstile {
public:
    /// Waits for `release`. What is released already does not wait.
    Task<void> pass();
    /// Blocks the test until `count` handlers have come.
    void wait_for(std::size_t count);
    void release();
    /// How many have been cancelled while they waited; blocks until there are `count`.
    void wait_for_cancelled(std::size_t count);

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<async::OneShot<bool>> waiting_;
    std::size_t arrived_ = 0;
    std::size_t cancelled_ = 0;
    bool open_ = false;
};

/// A server on a port of its own, stopped at the end of its life.
///   GET /hello · GET /bytes?n= · GET /pieces?count=&size= (&length=1) · GET /events (one piece, then the turnstile) · GET /held
///   (the turnstile) · GET /deadline (50 ms) · GET /throws · GET /peer · GET /empty (204) · GET /broken (a stream that fails)
///   POST /echo · POST /ignore · POST /small (at most 1,000 bytes, not read by halves) · POST /big (no limit; the content's size)
///   POST /hurry (200 ms)
class TestServer {
public:
    explicit TestServer(ServerOptions options = {}, std::size_t loops = 2);
    ~TestServer();

    [[nodiscard]] std::uint16_t port() const { return server_->port(); }
    /// Begins to stop, in a thread of its own; `wait_until_stopped` waits for the end.
    void begin_stop();
    void wait_until_stopped();
    /// The value of a metric, by name and labels as Prometheus shows them.
    [[nodiscard]] double metric(const std::string& name_and_labels);
    /// Blocks until that metric has the value; fails the test after 10 s.
    void wait_for_metric(const std::string& name_and_labels, double value);

    Turnstile turnstile;

private:
    void add_routes();

    std::shared_ptr<telemetry::MemorySink> sink_;
    telemetry::Log log_;
    telemetry::Metrics metrics_;
    Router router_;
    async::Loops loops_;
    std::unique_ptr<Server> server_;
    std::thread stopping_;
    bool stopped_ = false;
};

/// A response as it came over the wire.
struct RawResponse {
    int status = 0;
    std::string head;
    std::string content;

    /// The first field of that name; empty when there is none.
    [[nodiscard]] std::string header(std::string_view name) const;
};

/// A client that sends the bytes it is given. Every read gives up after ten seconds.
class RawClient {
public:
    explicit RawClient(std::uint16_t port);
    ~RawClient();
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;

    /// False: the server has gone.
    bool send(std::string_view bytes);
    /// One response; `status` 0 when the connection ended before.
    RawResponse receive(bool to_head = false);
    /// Everything until the server closes.
    std::string receive_all();
    /// Whether the server closes without another byte.
    bool is_closed();
    void stop_sending();
    /// Ends with a reset.
    void reset();
    [[nodiscard]] int descriptor() const { return descriptor_; }

private:
    bool fill();

    int descriptor_ = -1;
    std::string buffer_;
};

/// `GET target` as a whole request.
std::string get(std::string_view target, std::string_view more_headers = {});
/// `POST target` with content and its length.
std::string post(std::string_view target, std::string_view content, std::string_view more_headers = {});
/// Content in chunks of `size` bytes, the last one and the end included.
std::string chunked(std::string_view content, std::size_t size);

}  // namespace instante::http::testing
