#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace instante::amqp {

/// Stands between a client and a server on loopback, and is cut and mended by the test.
class TcpProxy {
public:
    explicit TcpProxy(std::uint16_t target);
    ~TcpProxy();
    TcpProxy(const TcpProxy&) = delete;
    TcpProxy& operator=(const TcpProxy&) = delete;

    [[nodiscard]] std::uint16_t port() const { return port_; }
    /// Ends all connections, and every new one.
    void cut();
    void mend() { is_cut_ = false; }
    /// Holds back what the server says, until it is let through.
    void hold_answers() { is_holding_ = true; }
    void let_answers_through() { is_holding_ = false; }
    /// Connections accepted so far, while mended.
    [[nodiscard]] std::size_t accepted() const { return accepted_; }

private:
    void accept_all();
    void join(int client);
    void pump(int from, int to, bool is_answer);

    std::uint16_t target_;
    int listener_;
    std::uint16_t port_ = 0;
    std::atomic<bool> is_cut_{false};
    std::atomic<bool> is_holding_{false};
    std::atomic<bool> ending_{false};
    std::atomic<std::size_t> accepted_{0};
    std::mutex mutex_;
    std::vector<int> sockets_;
    std::vector<std::thread> pumps_;
    std::thread acceptor_;
};

}  // namespace instante::amqp
