#pragma once


#include <chrono>
#include <memory>

#include "async/task.hpp"
#include "async/timer.hpp"

namespace instante::async {

/// Sleeps; cancellable.
Task<void> sleep(std::chrono::milliseconds duration);

/// A wake-up for coroutines of one loop: a notification that comes while nobody waits is kept (one, not counted).
class Signal {
public:
    explicit Signal(Executor loop);

    /// Wakes every waiter, or the next one. Safe from any thread.
    void notify() const;
    /// Waits for a notification. On the signal's loop.
    [[nodiscard]] Task<void> wait() const;
    /// Waits for a notification, at most `limit`; whether one came. On the signal's loop.
    [[nodiscard]] Task<bool> wait_for(std::chrono::milliseconds limit) const;

private:
    struct State {
        explicit State(Executor executor) : timer(executor), loop(executor) {}
        Timer timer;
        Executor loop;
        bool notified = false;
    };
    std::shared_ptr<State> state_;
};

}  // namespace instante::async
