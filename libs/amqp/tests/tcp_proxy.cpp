#include "tcp_proxy.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <stdexcept>

namespace instante::amqp {
namespace {

sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

}  // namespace

TcpProxy::TcpProxy(std::uint16_t target) : target_(target), listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    auto address = loopback(0);
    socklen_t size = sizeof address;
    if (bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 || listen(listener_, 16) != 0 ||
        getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0)
        throw std::runtime_error{"no proxy"};
    port_ = ntohs(address.sin_port);
    acceptor_ = std::thread{[this] { accept_all(); }};
}

TcpProxy::~TcpProxy() {
    ending_ = true;
    cut();
    acceptor_.join();
    for (auto& each : pumps_) each.join();
    for (const auto socket : sockets_) close(socket);
    close(listener_);
}

void TcpProxy::cut() {
    is_cut_ = true;
    const std::lock_guard lock{mutex_};
    for (const auto socket : sockets_) shutdown(socket, SHUT_RDWR);
}

void TcpProxy::accept_all() {
    while (!ending_) {
        pollfd watched{listener_, POLLIN, 0};
        if (poll(&watched, 1, 20) <= 0) continue;
        const int client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (client < 0) continue;
        if (is_cut_) {
            close(client);
        } else {
            join(client);
        }
    }
}

void TcpProxy::join(int client) {
    const int server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const auto address = loopback(target_);
    if (connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        close(client);
        close(server);
        return;
    }
    ++accepted_;
    const std::lock_guard lock{mutex_};
    sockets_.push_back(client);
    sockets_.push_back(server);
    pumps_.emplace_back([this, client, server] { pump(client, server, false); });
    pumps_.emplace_back([this, client, server] { pump(server, client, true); });
}

void TcpProxy::pump(int from, int to, bool is_answer) {
    std::array<char, 65'536> bytes{};
    while (true) {
        const auto count = recv(from, bytes.data(), bytes.size(), 0);
        while (is_answer && is_holding_ && !ending_) std::this_thread::sleep_for(std::chrono::milliseconds{5});
        if (count <= 0 || send(to, bytes.data(), static_cast<std::size_t>(count), MSG_NOSIGNAL) != count) break;
    }
    shutdown(from, SHUT_RDWR);
    shutdown(to, SHUT_RDWR);
}

}  // namespace instante::amqp
