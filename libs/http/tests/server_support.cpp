#include "server_support.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <boost/system/system_error.hpp>
#include <charconv>
#include <cstdlib>
#include <thread>
#include <utility>

#include "async/signal.hpp"

namespace instante::http::testing {
namespace {

std::size_t number(const Request& request, std::string_view name) {
    return std::strtoul(request.query_parameter(name).value_or("0").c_str(), nullptr, 10);
}

Task<Result<Response>> hello(Request) {
    co_return text(200, "text/plain", "hello");
}

Task<Result<Response>> bytes(Request request) {
    co_return text(200, "text/plain", std::string(number(request, "n"), 'b'));
}

Task<Result<Response>> echo(Request request) {
    auto content = co_await read_all(request.body, std::size_t{64} << 20);
    if (!content) co_return content.error();
    co_return text(200, "text/plain", std::move(*content));
}

Task<Result<Response>> measure(Request request) {
    std::size_t total = 0;
    for (;;) {
        auto piece = co_await request.body->read();
        if (!piece) co_return piece.error();
        if (piece->empty()) break;
        total += piece->size();
    }
    co_return text(200, "text/plain", std::to_string(total));
}

Task<Result<Response>> ignore(Request) {
    co_return text(200, "text/plain", "ignored");
}

Task<Result<Response>> pieces(Request request) {
    const auto count = number(request, "count");
    const auto size = number(request, "size");
    Stream stream;
    if (number(request, "length") != 0) stream.length = count * size;
    stream.next = [left = count, size]() mutable -> Task<Result<std::string>> {
        if (left == 0) co_return std::string{};
        --left;
        co_return std::string(size, 'p');
    };
    co_return Response{.status = 200, .headers = {}, .content = std::move(stream)};
}

Task<Result<Response>> broken(Request request) {
    Stream stream;
    stream.length = number(request, "length");
    if (*stream.length == 0) stream.length.reset();
    stream.next = [first = true]() mutable -> Task<Result<std::string>> {
        if (std::exchange(first, false)) co_return "piece";
        co_return core::Error{core::unavailable};
    };
    co_return Response{.status = 200, .headers = {}, .content = std::move(stream)};
}

Task<Result<Response>> throws(Request) {
    throw std::runtime_error{"a bug"};
    co_return empty(204);
}

Task<Result<Response>> peer(Request request) {
    co_return text(200, "text/plain", request.peer.address + (request.peer.secure ? " secure " : " clear ") + request.authority);
}

}  // namespace

Task<void> Turnstile::pass() {
    async::OneShot<bool> turn;
    {
        const std::lock_guard lock{mutex_};
        ++arrived_;
        if (open_) turn.set(true);
        waiting_.push_back(turn);
    }
    changed_.notify_all();
    try {
        co_await turn.wait();
    } catch (const boost::system::system_error&) {
        const std::lock_guard lock{mutex_};
        ++cancelled_;
        changed_.notify_all();
        throw;
    }
}

void Turnstile::wait_for(std::size_t count) {
    std::unique_lock lock{mutex_};
    EXPECT_TRUE(changed_.wait_for(lock, 10s, [&] { return arrived_ >= count; })) << "only " << arrived_ << " handlers came";
}

void Turnstile::wait_for_cancelled(std::size_t count) {
    std::unique_lock lock{mutex_};
    EXPECT_TRUE(changed_.wait_for(lock, 10s, [&] { return cancelled_ >= count; }))
        << "only " << cancelled_ << " handlers were cancelled";
}

void Turnstile::release() {
    const std::lock_guard lock{mutex_};
    open_ = true;
    for (const auto& turn : waiting_) turn.set(true);
}

TestServer::TestServer(ServerOptions options, std::size_t loops)
    : sink_(std::make_shared<telemetry::MemorySink>(telemetry::Level::warn)),
      log_(sink_, "test"),
      router_(log_, metrics_, {.cors_origins = {}, .gzip = false}),
      loops_(loops) {
    add_routes();
    options.name = "test";
    auto server = Server::listen(std::move(options), router_, loops_, log_, metrics_);
    if (!server) throw std::runtime_error{server.error().note()};
    server_ = std::move(*server);
    server_->start();
}

TestServer::~TestServer() {
    turnstile.release();
    if (!stopping_.joinable()) begin_stop();
    wait_until_stopped();
    server_.reset();
    loops_.stop();
}

void TestServer::add_routes() {
    const auto through_turnstile = [this](Request) -> Task<Result<Response>> {
        co_await turnstile.pass();
        co_return text(200, "text/plain", "held");
    };
    const auto events = [this](Request) -> Task<Result<Response>> {
        auto next = [this, first = true]() mutable -> Task<Result<std::string>> {
            if (std::exchange(first, false)) co_return "first";
            co_await turnstile.pass();
            co_return std::string{};
        };
        co_return Response{.status = 200, .headers = {}, .content = Stream{.next = std::move(next), .length = {}}};
    };
    router_.add(Method::get, "/hello", hello);
    router_.add(Method::get, "/bytes", bytes);
    router_.add(Method::get, "/pieces", pieces);
    router_.add(Method::get, "/broken", broken);
    router_.add(Method::get, "/throws", throws);
    router_.add(Method::get, "/peer", peer);
    router_.add(Method::get, "/empty", [](Request) -> Task<Result<Response>> { co_return empty(204); });
    router_.add(Method::get, "/held", through_turnstile);
    router_.add(Method::get, "/events", events);
    router_.add(Method::get, "/deadline", through_turnstile, {.deadline = 50ms});
    router_.add(Method::post, "/echo", echo, {.body_limit = std::size_t{64} << 20});
    router_.add(Method::post, "/big", measure, {.body_limit = std::size_t{256} << 20});
    router_.add(Method::post, "/ignore", ignore, {.body_limit = std::size_t{256} << 20});
    router_.add(Method::post, "/small", echo, {.body_limit = 1000});
    router_.add(Method::post, "/hurry", echo, {.body_limit = std::size_t{1} << 20, .deadline = 200ms});
}

void TestServer::begin_stop() {
    stopping_ = std::thread{[this] { loops_.run(0, server_->stop()); }};
}

void TestServer::wait_until_stopped() {
    if (stopping_.joinable()) stopping_.join();
}

double TestServer::metric(const std::string& name_and_labels) {
    const auto page = metrics_.render();
    const auto begin = page.find("\n" + name_and_labels + " ");
    if (begin == std::string::npos) return -1;
    return std::strtod(page.c_str() + begin + name_and_labels.size() + 2, nullptr);
}

void TestServer::wait_for_metric(const std::string& name_and_labels, double value) {
    const auto limit = std::chrono::steady_clock::now() + 10s;
    while (metric(name_and_labels) != value && std::chrono::steady_clock::now() < limit) std::this_thread::yield();
    EXPECT_EQ(metric(name_and_labels), value) << name_and_labels;
}

std::string RawResponse::header(std::string_view name) const {
    for (std::size_t begin = head.find("\r\n"); begin != std::string::npos; begin = head.find("\r\n", begin + 2)) {
        const auto line = std::string_view{head}.substr(begin + 2, head.find("\r\n", begin + 2) - begin - 2);
        const auto colon = line.find(':');
        if (colon != std::string_view::npos && same_name(line.substr(0, colon), name)) return std::string{line.substr(colon + 2)};
    }
    return {};
}

RawClient::RawClient(std::uint16_t port) : descriptor_(::socket(AF_INET, SOCK_STREAM, 0)) {
    const timeval patience{.tv_sec = 10, .tv_usec = 0};
    ::setsockopt(descriptor_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::setsockopt(descriptor_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) reset();
}

RawClient::~RawClient() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

bool RawClient::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto sent = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

bool RawClient::fill() {
    std::string more(64 * 1024, '\0');
    const auto got = ::recv(descriptor_, more.data(), more.size(), 0);
    if (got <= 0) return false;
    buffer_.append(more, 0, static_cast<std::size_t>(got));
    return true;
}

RawResponse RawClient::receive(bool to_head) {
    RawResponse response;
    std::size_t end = 0;
    while ((end = buffer_.find("\r\n\r\n")) == std::string::npos) {
        if (!fill()) return response;
    }
    response.head = buffer_.substr(0, end + 2);
    buffer_.erase(0, end + 4);
    response.status = std::atoi(response.head.substr(9, 3).c_str());
    if (to_head || response.status == 204 || response.status == 304 || response.status < 200) return response;
    if (response.header("Transfer-Encoding") == "chunked") {
        for (;;) {
            std::size_t line = 0;
            while ((line = buffer_.find("\r\n")) == std::string::npos) {
                if (!fill()) return RawResponse{};
            }
            const auto size = std::strtoul(buffer_.c_str(), nullptr, 16);
            while (buffer_.size() < line + 2 + size + 2) {
                if (!fill()) return RawResponse{};
            }
            response.content.append(buffer_, line + 2, size);
            buffer_.erase(0, line + 2 + size + 2);
            if (size == 0) return response;
        }
    }
    const auto length = response.header("Content-Length");
    if (length.empty()) {
        response.content = receive_all();
        return response;
    }
    const auto size = std::strtoul(length.c_str(), nullptr, 10);
    while (buffer_.size() < size) {
        if (!fill()) return RawResponse{};
    }
    response.content = buffer_.substr(0, size);
    buffer_.erase(0, size);
    return response;
}

std::string RawClient::receive_all() {
    while (fill()) {
    }
    return std::exchange(buffer_, {});
}

bool RawClient::is_closed() {
    char byte = 0;
    if (!buffer_.empty()) return false;
    const auto got = ::recv(descriptor_, &byte, 1, 0);
    return got == 0 || (got < 0 && errno == ECONNRESET);
}

void RawClient::stop_sending() {
    ::shutdown(descriptor_, SHUT_WR);
}

void RawClient::reset() {
    const linger now{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    ::close(std::exchange(descriptor_, -1));
}

std::string get(std::string_view target, std::string_view more_headers) {
    return std::string{"GET "}.append(target).append(" HTTP/1.1\r\nHost: test\r\n").append(more_headers).append("\r\n");
}

std::string post(std::string_view target, std::string_view content, std::string_view more_headers) {
    auto request = std::string{"POST "}.append(target).append(" HTTP/1.1\r\nHost: test\r\n").append(more_headers);
    return request.append("Content-Length: ").append(std::to_string(content.size())).append("\r\n\r\n").append(content);
}

std::string chunked(std::string_view content, std::size_t size) {
    std::string text;
    for (; !content.empty(); content.remove_prefix(std::min(size, content.size()))) {
        const auto piece = content.substr(0, size);
        std::array<char, 16> digits{};
        const auto* end = std::to_chars(digits.data(), digits.data() + digits.size(), piece.size(), 16).ptr;
        text.append(digits.data(), static_cast<std::size_t>(end - digits.data())).append("\r\n").append(piece).append("\r\n");
    }
    return text.append("0\r\n\r\n");
}

}  // namespace instante::http::testing
