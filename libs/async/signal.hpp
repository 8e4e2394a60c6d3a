#pragma once

#include <chrono>
#include <memory>

#include "async/task.hpp"

namespace instante::async {

/// Sleeps; cancellable.
Task<void> sleep(std::chrono::milliseconds duration);

/// A wake-up for coroutines of one loop. A notification wakes one of those who wait, and is kept (one, not counted) while nobody
/// does.
class Signal {
public:
    explicit Signal(Executor loop);

    /// Safe from any thread.
    void notify() const;
    /// Waits for a notification. On the signal's loop.
    [[nodiscard]] Task<void> wait() const;
    /// Waits for a notification, at most `limit`; whether one came. On the signal's loop.
    [[nodiscard]] Task<bool> wait_for(std::chrono::milliseconds limit) const;

private:
    struct State;
    struct Waiter;
    static Task<bool> wait_until(std::shared_ptr<State> state, std::chrono::steady_clock::time_point deadline);
    std::shared_ptr<State> state_;
};

}  // namespace instante::async
