#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "bus/bus.hpp"
#include "bus/feed.hpp"
#include "bus/local/ledger.hpp"
#include "bus/local/local_queue.hpp"
#include "bus/outcome.hpp"
#include "core/time.hpp"

namespace instante::bus::local {

/// What a ledger holds from before.
struct Restored {
    struct Known {
        Queue queue;
        std::size_t count = 0;
    };
    std::vector<Known> queues;
    Sequence last = 0;
};

/// The heart of the memory and the embedded bus: routes, hands out and settles messages, in memory, over a ledger that makes them
/// durable. Safe from any thread; nothing here waits for a disk but `take` and `depth`, which may read a page of a hundred.
class Broker {
public:
    using Done = Ledger::Done;

    /// Without a `durable` ledger every queue lives with the process.
    Broker(const core::Clock& clock, std::unique_ptr<Ledger> durable, Restored restored = {});

    void declare(Queue queue, Done done);
    void publish(std::vector<Outgoing> messages, Done done);

    void subscribe(const std::string& queue, Subscription& subscription);
    void unsubscribe(const std::string& queue, Subscription& subscription);
    Feed::Taken take(const std::string& queue, Subscription& subscription, std::size_t limit);
    void settle(const std::string& queue, Sequence sequence, Outcome outcome);

    Result<Depth> depth(const std::string& queue);
    Result<std::vector<DeadLetter>> dead(const std::string& queue, const std::string& after, std::size_t limit);
    void settle_dead(const std::string& queue, std::string message_id, bool replay, Done done);
    void ping(Done done);

private:
    using Arrivals = std::vector<Arrival>;

    [[nodiscard]] core::Timestamp now() const;
    Result<void> declare_under_lock(const Queue& queue);
    Result<LocalQueue*> open(const std::string& name);
    LocalQueue* find(const std::string& name);
    LocalQueue& make(const Queue& queue);
    Result<std::vector<LocalQueue*>> route(const Address& address);
    Result<void> reserve(std::vector<Outgoing>& messages, Arrivals& arrivals);
    Result<void> reserve_one(Outgoing& outgoing, Arrivals& arrivals);
    void arrive(const Arrivals& arrivals, bool written);
    void settled(std::vector<Change> changes);
    Result<std::optional<Entry>> reserve_replay(LocalQueue& queue);
    void end_replay(LocalQueue& queue, std::optional<Entry> entry, Result<Message> message);

    // The time runs with the steady clock from the moment of the start: setting the machine's clock back or forth neither holds
    // up nor hurries retries.
    const core::Timestamp started_;
    const std::chrono::steady_clock::time_point steady_start_ = std::chrono::steady_clock::now();

    std::mutex mutex_;
    std::unordered_map<std::string, std::unique_ptr<LocalQueue>> queues_;  ///< never removed: arrivals point to them
    Sequence last_ = 0;
    std::unique_ptr<Ledger> volatile_;
    std::unique_ptr<Ledger> durable_;  ///< last, so that it ends first: its callbacks need the rest
};

}  // namespace instante::bus::local
