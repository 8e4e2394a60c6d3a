#include "amqp/headroom.hpp"

#include <algorithm>

namespace instante::amqp {
namespace {

constexpr std::chrono::milliseconds ask_again_after{20};

}  // namespace

bool Headroom::fits(const std::string& queue, std::size_t wanted) const {
    const auto room = queues_.find(queue);
    return room != queues_.end() && room->second.left >= wanted;
}

bool Headroom::is_stale(const std::string& queue, Time now) const {
    const auto room = queues_.find(queue);
    return room == queues_.end() || now - room->second.asked >= ask_again_after;
}

void Headroom::learn(const std::string& queue, std::size_t bound, std::size_t waiting, Time now) {
    queues_.insert_or_assign(queue, Room{bound - std::min(bound, waiting), now});
}

void Headroom::use(const std::string& queue, std::size_t count) {
    const auto room = queues_.find(queue);
    if (room != queues_.end()) room->second.left -= std::min(room->second.left, count);
}

}  // namespace instante::amqp
