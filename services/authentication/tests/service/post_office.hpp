#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace instante::authentication::testing {

/// A mail server that answers a command (`RCPT`, `DATA`; `.` ends a mail, `` is the greeting) with what the test has it say, else
/// that all is well. Nothing to say closes the connection. One connection at a time.
class PostOffice {
public:
    explicit PostOffice(std::map<std::string, std::string> replies = {})
        : replies_(std::move(replies)), listener_(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        ::bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address);
        ::listen(listener_, 8);
        socklen_t size = sizeof address;
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
        port_ = ntohs(address.sin_port);
        thread_ = std::thread{[this] { accept(); }};
    }
    ~PostOffice() {
        {
            const std::lock_guard lock{mutex_};
            ::shutdown(listener_, SHUT_RDWR);
            if (connection_ >= 0) ::shutdown(connection_, SHUT_RDWR);
        }
        thread_.join();
        ::close(listener_);
    }

    [[nodiscard]] std::string url(std::string_view user = "") const {
        return "smtp://" + std::string{user} + "127.0.0.1:" + std::to_string(port_);
    }
    void reply(const std::string& command, std::string with) {
        const std::lock_guard lock{mutex_};
        replies_[command] = std::move(with);
    }
    /// Every line that was said to it outside of mails, and the mails.
    [[nodiscard]] std::vector<std::string> commands() const {
        const std::lock_guard lock{mutex_};
        return commands_;
    }
    [[nodiscard]] std::vector<std::string> mails() const {
        const std::lock_guard lock{mutex_};
        return mails_;
    }
    [[nodiscard]] int connections() const {
        const std::lock_guard lock{mutex_};
        return connections_;
    }

private:
    void accept() {
        for (;;) {
            const int socket = ::accept(listener_, nullptr, nullptr);
            if (socket < 0) return;
            {
                const std::lock_guard lock{mutex_};
                ++connections_;
                connection_ = socket;
            }
            converse(socket);
            const std::lock_guard lock{mutex_};
            connection_ = -1;
            ::close(socket);
        }
    }

    void converse(int socket) {
        std::string unread;
        if (!say(socket, reply_to("", "220 here"))) return;
        for (;;) {
            const auto line = take(socket, unread, "\r\n");
            if (line.empty()) return;
            const auto command = line.substr(0, line.find_first_of(" :"));
            {
                const std::lock_guard lock{mutex_};
                commands_.push_back(line);
            }
            const auto answer = reply_to(command, usual(command));
            if (!say(socket, answer)) return;
            if (command == "AUTH" && answer.front() == '3') {
                take(socket, unread, "\r\n");
                if (!say(socket, "235 welcome")) return;
            }
            if (command != "DATA" || answer.front() != '3') continue;
            auto mail = take(socket, unread, "\r\n.\r\n");
            {
                const std::lock_guard lock{mutex_};
                mails_.push_back(std::move(mail));
            }
            if (!say(socket, reply_to(".", "250 taken"))) return;
        }
    }

    static std::string usual(std::string_view command) {
        if (command == "EHLO") return "250-here\r\n250-AUTH PLAIN\r\n250 SIZE 1000000";
        if (command == "AUTH") return "334 ";
        if (command == "DATA") return "354 go on";
        return command == "QUIT" ? "221 bye" : "250 fine";
    }

    std::string reply_to(const std::string& command, std::string usual_one) {
        const std::lock_guard lock{mutex_};
        const auto found = replies_.find(command);
        return found == replies_.end() ? std::move(usual_one) : found->second;
    }

    static bool say(int socket, const std::string& text) {
        const auto line = text + "\r\n";
        return !text.empty() && ::send(socket, line.data(), line.size(), MSG_NOSIGNAL) >= 0;
    }

    static std::string take(int socket, std::string& unread, std::string_view end) {
        for (;;) {
            if (const auto at = unread.find(end); at != std::string::npos) {
                auto taken = unread.substr(0, at);
                unread.erase(0, at + end.size());
                return taken;
            }
            char buffer[4096];
            const auto count = ::recv(socket, buffer, sizeof buffer, 0);
            if (count <= 0) return {};
            unread.append(buffer, static_cast<std::size_t>(count));
        }
    }

    mutable std::mutex mutex_;
    std::map<std::string, std::string> replies_;
    std::vector<std::string> commands_;
    std::vector<std::string> mails_;
    int connections_ = 0;
    int connection_ = -1;
    int listener_;
    std::uint16_t port_ = 0;
    std::thread thread_;
};

}  // namespace instante::authentication::testing
