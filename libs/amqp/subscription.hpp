#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "bus/feed.hpp"
#include "core/time.hpp"

namespace instante::amqp {

/// What one consumer has of a queue: between the receiver's thread, which brings messages, and the consumer's loop, which takes
/// and settles them. A message is named by its delivery tag and the channel's generation: what is settled after its channel was
/// lost concerns nobody, it comes again.
class Subscription {
public:
    Subscription(std::string queue, std::uint16_t prefetch) : queue_(std::move(queue)), prefetch_(prefetch) {}

    [[nodiscard]] const std::string& queue() const { return queue_; }
    [[nodiscard]] std::uint16_t prefetch() const { return prefetch_; }

    // The consumer's side.
    void on_more(std::function<void()> wake);
    bus::Feed::Taken take(std::size_t limit);
    /// The message is done with. Whether it is the first since the receiver looked.
    bool done(std::uint64_t tag);
    /// The message, to send it elsewhere; nothing when its channel is gone. Until `give_back` its channel stays open.
    std::optional<bus::Message> lend(std::uint64_t tag);
    void give_back();
    /// Again, before all others, once it has rested.
    void put_back(std::uint64_t tag, std::chrono::milliseconds rest = {});
    void close() { is_closed_.store(true, std::memory_order_release); }

    // The receiver's side.
    /// A new channel: what came over the last is void.
    void renew();
    void deliver(std::vector<bus::Delivery> deliveries);
    /// The delivery tags that are done, of this channel.
    std::vector<std::uint64_t> take_done();
    /// Closed, and nothing of it lent any more.
    [[nodiscard]] bool may_close() const;
    [[nodiscard]] bool is_closed() const { return is_closed_.load(std::memory_order_acquire); }

    // For whoever asks how deep the queue is.
    [[nodiscard]] std::size_t in_hand() const;
    [[nodiscard]] std::optional<core::Timestamp> oldest() const;

private:
    using Steady = std::chrono::steady_clock;
    struct Resting {
        Steady::time_point until;
        bus::Delivery delivery;
    };

    [[nodiscard]] std::uint64_t named(std::uint64_t delivery_tag) const;
    void wake_rested(Steady::time_point now);

    const std::string queue_;
    const std::uint16_t prefetch_;
    std::atomic<bool> is_closed_{false};

    mutable std::mutex mutex_;
    std::function<void()> wake_;
    std::uint64_t generation_ = 0;
    std::deque<bus::Delivery> ready_;
    std::deque<Resting> resting_;
    std::unordered_map<std::uint64_t, bus::Message> in_hand_;  ///< by tag: handed out, not settled
    std::vector<std::uint64_t> done_;
    std::size_t lent_ = 0;
};

}  // namespace instante::amqp
