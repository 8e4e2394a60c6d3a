#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "bus/bus.hpp"
#include "bus/local/entry.hpp"
#include "core/error.hpp"
#include "core/function.hpp"

namespace instante::bus::local {

class LocalQueue;

/// An entry that goes into a queue.
struct Arrival {
    LocalQueue* queue;
    Entry entry;
};

/// What becomes of an entry, to be written down.
struct Change {
    enum class Kind : std::uint8_t { remove, delay, bury };
    Kind kind;
    LocalQueue* queue;
    Entry entry;         ///< `delay`: with its new turn and attempt; `remove`: without its message
    std::string reason;  ///< `bury`
    core::Timestamp since{};
};

enum class Lane : std::uint8_t { undelayed, delayed };

/// What a bus keeps beyond its windows: all entries of durable queues, and dead letters. Safe from any thread. A callback may
/// come before the call that takes it returns; it is never called under the ledger's lock.
class Ledger {
public:
    using Done = core::UniqueFunction<void(Result<void>)>;
    using Settled = std::function<void(std::vector<Change>)>;
    using Exhumed = core::UniqueFunction<void(Result<Message>)>;

    virtual ~Ledger() = default;
    /// Who is told of changes once they are written down. Set once, at first.
    void on_settled(Settled settled) { settled_ = std::move(settled); }

    virtual void declare(Queue queue, Done done) = 0;
    /// Writes down all arrivals at durable queues, or none.
    virtual void append(std::shared_ptr<const std::vector<Arrival>> arrivals, Done done) = 0;
    /// Writes down a change, together with others, as soon as possible: where it fails it is tried again.
    virtual void settle(Change change) = 0;
    /// False when so many changes wait to be written that nothing more should be handed out.
    [[nodiscard]] virtual bool keeps_up() const = 0;
    /// The next entries of a lane after `after`; fewer than `limit` (≤ 100) only at its end.
    virtual Result<std::vector<Entry>> next(const std::string& queue, Lane lane, Turn after, std::size_t limit) = 0;

    virtual Result<std::size_t> count_dead(const std::string& queue) = 0;
    /// As `Bus::dead`.
    virtual Result<std::vector<DeadLetter>> dead(const std::string& queue, const std::string& after, std::size_t limit) = 0;
    /// Takes a dead letter away and gives its message. With `again`, the message is in the queue again, in that entry's place.
    virtual void exhume(std::string queue, std::string message_id, std::optional<Entry> again, Exhumed done) = 0;
    virtual void ping(Done done) = 0;

protected:
    Settled settled_;
};

/// The ledger of queues that live with the process: their windows hold everything, so this keeps their dead letters, the newest
/// 10,000 of each.
std::unique_ptr<Ledger> make_memory_ledger();

}  // namespace instante::bus::local
