#pragma once

#include <boost/asio/cancellation_signal.hpp>
#include <exception>
#include <list>
#include <memory>
#include <optional>

#include "async/signal.hpp"
#include "async/task.hpp"
#include "core/error.hpp"

namespace instante::async {

/// Owns coroutines that run beside one another on one loop. The first that fails (or throws) cancels the rest. Every scope is
/// joined before it is destroyed; all calls are made on its loop.
class Scope {
public:
    explicit Scope(Executor loop);
    ~Scope();
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

    /// Starts `work` on the scope's loop. After `cancel` it does not start.
    void spawn(Task<Result<void>> work);
    /// Asks everything to end.
    void cancel();
    /// Waits until everything has ended: the first failure, or success. Rethrows the first exception other than a cancellation's.
    [[nodiscard]] Task<Result<void>> join();
    [[nodiscard]] std::size_t running() const;

private:
    struct State;
    static Task<void> run(std::shared_ptr<State> state, Task<Result<void>> work);
    std::shared_ptr<State> state_;
};

}  // namespace instante::async
