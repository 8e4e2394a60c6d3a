#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <string>

namespace instante::amqp {

/// How many messages still fit into the queues whose bound is known, so that a publish that does not fit is refused as a whole:
/// the broker itself refuses one message at a time, and some too late. It is asked how long a queue is when what fitted then may
/// be used up, so for a queue that is far from full not once in a million messages.
class Headroom {
public:
    using Time = std::chrono::steady_clock::time_point;

    /// Whether `wanted` more fit into `queue`, for all we know.
    [[nodiscard]] bool fits(const std::string& queue, std::size_t wanted) const;
    /// Whether asking the broker again makes sense: not just after it was asked.
    [[nodiscard]] bool is_stale(const std::string& queue, Time now) const;
    /// The broker says that `waiting` are in the queue, of at most `bound`.
    void learn(const std::string& queue, std::size_t bound, std::size_t waiting, Time now);
    /// So many more were sent.
    void use(const std::string& queue, std::size_t count);
    void forget() { queues_.clear(); }

private:
    struct Room {
        std::size_t left = 0;
        Time asked{};
    };
    std::map<std::string, Room> queues_;
};

}  // namespace instante::amqp
