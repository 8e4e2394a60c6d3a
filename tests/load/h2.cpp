// Load over HTTP/2 in the clear, each request as somebody else, which h2load cannot do:
//   load_h2 PORT SECONDS CONNECTIONS STREAMS REQUESTS [RATE]
// REQUESTS is a file of lines "path token"; lines are taken at random. Without RATE each stream asks again as soon as it is
// answered; with it so many requests a second are due at their times whatever the answers do, and a latency counts from when its
// request was due. Prints one object of JSON.
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <nghttp2/nghttp2.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::int32_t window = (1 << 30) - 1;

struct Request {
    std::string path;
    std::string authorization;
};

/// What has been counted.
struct Tally {
    std::uint64_t answered = 0;
    std::uint64_t refused = 0;  ///< another status than 200
    std::uint64_t bytes = 0;
    std::vector<std::uint32_t> microseconds;

    void refuse(std::string_view how) {
        if (refused++ == 0) std::fprintf(stderr, "load_h2: the first refusal: %.*s\n", static_cast<int>(how.size()), how.data());
    }
};

std::vector<Request> read_requests(const char* file) {
    std::vector<Request> all;
    std::ifstream in{file};
    for (std::string path, token; in >> path >> token;) all.push_back({path, "Bearer " + token});
    return all;
}

[[noreturn]] void end(const char* why) {
    std::fprintf(stderr, "load_h2: %s\n", why);
    std::exit(EXIT_FAILURE);
}

/// One connection and its session. Requests wait their turn in nghttp2.
class Connection {
public:
    Connection(std::uint16_t port, Tally& tally) : tally_(tally), socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(port);
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (::connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0) end("nobody listens");
        const int on = 1;
        ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        begin_session();
        host_ = "127.0.0.1:" + std::to_string(port);
    }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    ~Connection() {
        nghttp2_session_del(session_);
        ::close(socket_);
    }

    [[nodiscard]] int socket() const { return socket_; }
    [[nodiscard]] unsigned in_flight() const { return in_flight_; }

    /// Asks; the latency counts from `since`. The texts stay until `send`.
    void ask(const Request& request, Clock::time_point since) {
        const nghttp2_nv fields[] = {field(":method", "GET"), field(":scheme", "http"), field(":authority", host_),
                                     field(":path", request.path), field("authorization", request.authorization)};
        nghttp2_submit_request(session_, nullptr, fields, std::size(fields), nullptr,
                               reinterpret_cast<void*>(since.time_since_epoch().count()));
        ++in_flight_;
    }
    void send() {
        const std::uint8_t* bytes = nullptr;
        for (ssize_t size = 0; (size = nghttp2_session_mem_send(session_, &bytes)) > 0;)
            out_.append(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
        while (!out_.empty()) {  // requests are short: this blocks only when nobody reads them
            const auto sent = ::send(socket_, out_.data(), out_.size(), MSG_NOSIGNAL);
            if (sent <= 0) end("the connection is gone");
            out_.erase(0, static_cast<std::size_t>(sent));
        }
    }
    void receive() {
        static thread_local std::vector<std::uint8_t> buffer(64 * 1024);
        const auto size = ::recv(socket_, buffer.data(), buffer.size(), MSG_DONTWAIT);
        if (size == 0) end("the connection was closed");
        if (size > 0 && nghttp2_session_mem_recv(session_, buffer.data(), static_cast<std::size_t>(size)) < 0)
            end("this is no HTTP/2");
    }

private:
    static nghttp2_nv field(std::string_view name, std::string_view value) {
        const auto bytes = [](std::string_view text) { return reinterpret_cast<std::uint8_t*>(const_cast<char*>(text.data())); };
        return {bytes(name), bytes(value), name.size(), value.size(), NGHTTP2_NV_FLAG_NO_COPY_NAME};
    }
    static Connection& self(void* user) { return *static_cast<Connection*>(user); }
    static int on_header(nghttp2_session*, const nghttp2_frame*, const std::uint8_t* name, std::size_t size,
                         const std::uint8_t* value, std::size_t, std::uint8_t, void* user) {
        if (size == 7 && name[0] == ':' && value[0] != '2') self(user).tally_.refuse({reinterpret_cast<const char*>(value), 3});
        return 0;
    }
    static int on_data(nghttp2_session*, std::uint8_t, std::int32_t, const std::uint8_t*, std::size_t size, void* user) {
        self(user).tally_.bytes += size;
        return 0;
    }
    static int on_close(nghttp2_session* session, std::int32_t stream, std::uint32_t error, void* user) {
        const Clock::time_point since{
            Clock::duration{reinterpret_cast<Clock::rep>(nghttp2_session_get_stream_user_data(session, stream))}};
        auto& tally = self(user).tally_;
        if (error != NGHTTP2_NO_ERROR) tally.refuse("reset");
        ++tally.answered;
        tally.microseconds.push_back(
            static_cast<std::uint32_t>(std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - since).count()));
        --self(user).in_flight_;
        return 0;
    }
    void begin_session() {
        nghttp2_session_callbacks* callbacks = nullptr;
        nghttp2_session_callbacks_new(&callbacks);
        nghttp2_session_callbacks_set_on_header_callback(callbacks, on_header);
        nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, on_data);
        nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, on_close);
        nghttp2_session_client_new(&session_, callbacks, this);
        nghttp2_session_callbacks_del(callbacks);
        const nghttp2_settings_entry settings[] = {{NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, window},
                                                   {NGHTTP2_SETTINGS_ENABLE_PUSH, 0}};
        nghttp2_submit_settings(session_, NGHTTP2_FLAG_NONE, settings, std::size(settings));
        nghttp2_session_set_local_window_size(session_, NGHTTP2_FLAG_NONE, 0, window);
    }

    Tally& tally_;
    int socket_;
    nghttp2_session* session_ = nullptr;
    std::string host_;
    std::string out_;
    unsigned in_flight_ = 0;
};

class Load {
public:
    Load(std::uint16_t port, unsigned connections, unsigned streams, std::vector<Request> requests)
        : streams_(streams), requests_(std::move(requests)), poll_(::epoll_create1(0)) {
        for (unsigned i = 0; i < connections; ++i) {
            auto& connection = connections_.emplace_back(std::make_unique<Connection>(port, tally_));
            epoll_event event{EPOLLIN, {.ptr = connection.get()}};
            ::epoll_ctl(poll_, EPOLL_CTL_ADD, connection->socket(), &event);
        }
    }

    /// Asks for so long, then waits for the answers. Nothing due by time when `rate` is zero.
    void run(std::chrono::duration<double> length, double rate) {
        begin_ = Clock::now();
        const auto last = begin_ + std::chrono::duration_cast<Clock::duration>(length);
        for (auto& connection : connections_) rate > 0 ? connection->send() : fill(*connection);
        for (bool asking = true; asking || is_waiting();) {
            asking = Clock::now() < last;
            if (rate > 0 && asking) ask_what_is_due(rate);
            epoll_event events[64];
            const int count = ::epoll_wait(poll_, events, std::size(events), rate > 0 ? 1 : 100);
            for (int i = 0; i < count; ++i) {
                auto& connection = *static_cast<Connection*>(events[i].data.ptr);
                connection.receive();
                rate > 0 || !asking ? connection.send() : fill(connection);
            }
        }
        seconds_ = std::chrono::duration<double>(Clock::now() - begin_).count();
    }

    void print() {
        auto& all = tally_.microseconds;
        std::ranges::sort(all);
        const auto at = [&all](double share) {
            return all.empty() ? 0u : all[static_cast<std::size_t>(share * static_cast<double>(all.size() - 1))];
        };
        std::printf(R"({"seconds":%.6f,"answered":%lu,"refused":%lu,"bytes":%lu,"p50_us":%u,"p99_us":%u,"longest_us":%u})"
                    "\n",
                    seconds_, tally_.answered, tally_.refused, tally_.bytes, at(0.5), at(0.99), at(1));
    }

private:
    const Request& any() { return requests_[random_() % requests_.size()]; }
    void fill(Connection& connection) {
        const auto now = Clock::now();
        while (connection.in_flight() < streams_) connection.ask(any(), now);
        connection.send();
    }
    void ask_what_is_due(double rate) {
        for (const auto now = Clock::now();; ++asked_) {
            const auto due = begin_ + std::chrono::duration_cast<Clock::duration>(
                                          std::chrono::duration<double>(static_cast<double>(asked_) / rate));
            if (due > now) break;
            connections_[asked_ % connections_.size()]->ask(any(), due);
        }
        for (auto& connection : connections_) connection->send();
    }
    [[nodiscard]] bool is_waiting() const {
        return std::ranges::any_of(connections_, [](const auto& connection) { return connection->in_flight() > 0; });
    }

    unsigned streams_;
    std::vector<Request> requests_;
    int poll_;
    Tally tally_;
    std::vector<std::unique_ptr<Connection>> connections_;
    std::minstd_rand random_{1};
    Clock::time_point begin_;
    std::uint64_t asked_ = 0;
    double seconds_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
    if (argc < 6) end("load_h2 PORT SECONDS CONNECTIONS STREAMS REQUESTS [RATE]");
    auto requests = read_requests(argv[5]);
    if (requests.empty()) end("no requests");
    const auto number = [argv](int n) { return static_cast<unsigned>(std::strtoul(argv[n], nullptr, 10)); };
    Load load{static_cast<std::uint16_t>(number(1)), number(3), number(4), std::move(requests)};
    load.run(std::chrono::duration<double>{std::atof(argv[2])}, argc > 6 ? std::atof(argv[6]) : 0);
    load.print();
}
