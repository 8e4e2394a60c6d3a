#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "async/task.hpp"
#include "bus/message.hpp"
#include "core/error.hpp"
#include "core/page.hpp"

namespace instante::bus {

/// A queue as its consumer declares it.
struct Queue {
    std::string name;
    std::vector<std::string> events;     ///< routing keys bound to it; a last `*` stands for one word (`user.*`)
    bool per_instance = false;           ///< lives with this process: not durable, not shared, gone at the end
    std::size_t max_length = 1'000'000;  ///< beyond, publishing to it is refused (`overloaded`): back-pressure, never loss
    /// Called (from any thread) when a queue of this instance was lost with its connection and made anew: what was sent to it
    /// meanwhile is gone.
    std::function<void()> on_gap = {};
};

/// A message that was given up: after the last retry, or at once when it can never succeed.
struct DeadLetter {
    std::string queue;
    Message message;
    std::string reason;
    core::Timestamp since{};
};

struct Depth {
    std::size_t ready = 0;  ///< waiting, delayed ones too
    std::size_t in_flight = 0;
    std::size_t dead = 0;
    std::chrono::milliseconds oldest{0};  ///< the age of the oldest waiting message
};

/// Handles one message. Success acknowledges it; an error is judged by `bus/verdict`: retried with delays 1, 2, 5, 15, 30, 60,
/// 300, 300 s and then dead, dead at once, or (the service's own engine is away) put back while the consumer pauses, nothing
/// counted.
using Handler = std::function<Task<Result<void>>(Message)>;

/// A running consumer. `stop` takes no more messages and waits for those in hand; it must be awaited before destruction, on the
/// consumer's loop.
class Consumer {
public:
    virtual ~Consumer() = default;
    virtual Task<void> stop() = 0;
};

/// The message bus: durable queues with at-least-once delivery, and events by topic. Safe from any coroutine.
class Bus {
public:
    virtual ~Bus() = default;
    /// Makes the queue, its bindings and its dead-letter queue if absent. The same again changes nothing.
    virtual Task<Result<void>> declare(Queue queue) = 0;
    /// Publishes all, or none; durable when it returns. A queue nobody declared is kept too (its consumer may come later); an
    /// event nobody is bound to is dropped. Errors: `overloaded` (a queue is full), `engine_away`, `timed_out` (unknown: publish
    /// again).
    virtual Task<Result<void>> publish(std::vector<Outgoing> messages) = 0;
    /// Delivers from `queue` to `handler` on `loop`, at most `prefetch` at a time.
    virtual std::unique_ptr<Consumer> consume(std::string queue, std::size_t prefetch, async::Executor loop, Handler handler) = 0;
    virtual Task<Result<Depth>> depth(std::string queue) = 0;
    /// Dead letters of `queue`, oldest first, after the message id `after`.
    virtual Task<Result<std::vector<DeadLetter>>> dead(std::string queue, std::string after, std::size_t limit) = 0;
    /// Puts the dead letter back to its queue with attempt 0 (`replay`), or drops it.
    virtual Task<Result<void>> settle_dead(std::string queue, std::string message_id, bool replay) = 0;
    /// Whether the engine answers.
    virtual Task<Result<void>> ping() = 0;
};

}  // namespace instante::bus
