#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "bus/bus.hpp"
#include "bus/local/entry.hpp"
#include "bus/local/ledger.hpp"
#include "bus/local/window.hpp"

namespace instante::bus::local {

/// A consumer of a queue, as the queue knows it.
struct Subscription {
    std::function<void()> wake;
    bool hungry = false;  ///< it took all there was and waits for more
};

/// One queue. Every call is made under the broker's lock.
class LocalQueue {
public:
    /// A durable queue keeps the first 1,000 of each lane in memory, others everything.
    LocalQueue(const Queue& declared, bool durable, Ledger& ledger);

    [[nodiscard]] const std::string& name() const { return name_; }  ///< never changes: read without the lock, too
    [[nodiscard]] bool durable() const { return durable_; }
    [[nodiscard]] Ledger& ledger() const { return ledger_; }
    [[nodiscard]] bool wants(std::string_view event) const;
    void redeclare(const Queue& declared);
    /// The ledger holds `count` entries from before; none of them is here yet.
    void restore(std::size_t count);

    /// Room for one more that is being written down; false when the queue is full.
    [[nodiscard]] bool reserve(Sequence sequence);
    /// The entry was not written after all.
    void release(Sequence sequence);
    /// The entry is written down: it may be handed out.
    void arrive(Entry entry);

    /// Hands out up to `limit` entries that are due. Fewer: the subscription is hungry. Errors: the ledger's.
    Result<std::vector<Entry>> take(Subscription& subscription, std::size_t limit, core::Timestamp now);
    [[nodiscard]] std::optional<core::Timestamp> next_due() const { return delayed_.next_due(); }
    /// Takes an entry out of a consumer's hands; nothing when it is not in any.
    std::optional<Entry> take_back(Sequence sequence);
    /// Puts an entry that was taken back to its old place.
    void put_back(Entry entry) { add(std::move(entry)); }
    /// The entry leaves the queue, or changes its turn: nobody gets it until that is written down.
    void begin_change(Sequence sequence, bool leaves);
    void end_change(Change change);

    void subscribe(Subscription& subscription) { subscriptions_.push_back(&subscription); }
    void unsubscribe(Subscription& subscription) { std::erase(subscriptions_, &subscription); }
    Result<Depth> depth(core::Timestamp now);

private:
    void add(Entry entry);
    Result<std::optional<Entry>> pop(core::Timestamp now);
    Result<void> refill(Window& window, Lane lane);

    const std::string name_;
    const bool durable_;
    std::vector<std::string> events_;
    std::size_t max_length_;
    Ledger& ledger_;
    Window undelayed_;
    Window delayed_;
    std::size_t count_ = 0;  ///< waiting, in flight, or being written
    std::unordered_map<Sequence, Entry> in_flight_;
    std::unordered_set<Sequence> being_written_;  ///< the ledger may or may not show these yet: skipped when it is read
    std::vector<Subscription*> subscriptions_;
};

/// Whether a routing key matches a pattern, in which `*` stands for exactly one word.
bool matches(std::string_view pattern, std::string_view key);

}  // namespace instante::bus::local
