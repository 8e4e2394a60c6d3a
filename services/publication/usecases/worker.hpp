#pragma once

#include <chrono>
#include <functional>

#include "async/signal.hpp"
#include "async/task.hpp"
#include "core/error.hpp"

namespace instante::publication {

/// Does what is pending, round by round, until it is cancelled: at once when woken, else now and then; after a failure with a
/// growing pause. What is pending is known by a store, so a process that dies in between goes on where it was.
class Worker {
public:
    /// One round; whether there may be more to do.
    using Round = std::function<Task<Result<bool>>()>;
    /// Told of every failure, for the log.
    using Tell = std::function<void(const core::Error&)>;

    struct Pauses {
        std::chrono::milliseconds idle{30'000};
        std::chrono::milliseconds first_failure{100};  ///< doubled at each next one
        std::chrono::milliseconds longest{5'000};
    };

    Worker(async::Executor loop, Round round, Tell tell) : Worker(loop, std::move(round), std::move(tell), Pauses{}) {}
    Worker(async::Executor loop, Round round, Tell tell, Pauses pauses);

    /// Safe from any thread.
    void wake() const { woken_.notify(); }
    /// Runs until cancelled, on the worker's loop.
    [[nodiscard]] Task<Result<void>> run();

private:
    async::Signal woken_;
    Round round_;
    Tell tell_;
    Pauses pauses_;
};

}  // namespace instante::publication
