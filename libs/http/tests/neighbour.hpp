#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace instante::http::testing {

/// A server with blocking sockets, a thread per connection, for tests of the client. `answer` takes a whole request (head and
/// content) and gives the bytes to send; nothing: the connection is closed; `silence`: no answer, until the client goes.
class Neighbour {
public:
    using Answer = std::function<std::string(const std::string&)>;
    static constexpr std::string_view silence = "silence";

    explicit Neighbour(Answer answer) : answer_(std::move(answer)), listener_(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        ::bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address);
        ::listen(listener_, 64);
        socklen_t size = sizeof address;
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
        port_ = ntohs(address.sin_port);
        acceptor_ = std::thread{[this] { accept(); }};
    }

    ~Neighbour() {
        ::shutdown(listener_, SHUT_RDWR);
        acceptor_.join();
        for (auto& [socket, thread] : connections_) {
            ::shutdown(socket, SHUT_RDWR);
            thread.join();
            ::close(socket);
        }
        ::close(listener_);
    }

    [[nodiscard]] std::string url(std::string_view path) const {
        return "http://127.0.0.1:" + std::to_string(port_) + std::string{path};
    }
    [[nodiscard]] std::size_t connections() const { return count_; }
    /// Requests that were read so far.
    [[nodiscard]] std::size_t requests() const { return requests_; }

private:
    void accept() {
        for (;;) {
            const int socket = ::accept(listener_, nullptr, nullptr);
            if (socket < 0) return;
            ++count_;
            connections_.emplace_back(socket, std::thread{[this, socket] { serve(socket); }});
        }
    }

    void serve(int socket) {
        std::string received;
        for (;;) {
            const auto request = take_request(socket, received);
            if (request.empty()) return;
            ++requests_;
            const auto answer = answer_(request);
            if (answer == silence) continue;  // reading on ends when the client goes
            const bool sent = ::send(socket, answer.data(), answer.size(), MSG_NOSIGNAL) >= 0;
            if (answer.empty() || !sent || answer.find("Connection: close") != std::string::npos) {
                ::shutdown(socket, SHUT_RDWR);
                return;
            }
        }
    }

    static std::string take_request(int socket, std::string& received) {
        for (;;) {
            const auto head = received.find("\r\n\r\n");
            if (head != std::string::npos) {
                const auto at = received.find("Content-Length: ");
                const auto size = head + 4 + (at < head ? std::stoul(received.substr(at + 16, 20)) : 0);
                if (received.size() >= size) {
                    auto request = received.substr(0, size);
                    received.erase(0, size);
                    return request;
                }
            }
            char buffer[4096];
            const auto count = ::recv(socket, buffer, sizeof buffer, 0);
            if (count <= 0) return {};
            received.append(buffer, static_cast<std::size_t>(count));
        }
    }

    Answer answer_;
    int listener_;
    std::uint16_t port_ = 0;
    std::atomic<std::size_t> count_{0};
    std::atomic<std::size_t> requests_{0};
    std::vector<std::pair<int, std::thread>> connections_;  ///< touched by the acceptor until it has ended
    std::thread acceptor_;
};

}  // namespace instante::http::testing
