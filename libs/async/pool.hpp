#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <mutex>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include "async/one_shot.hpp"
#include "async/task.hpp"
#include "core/error.hpp"
#include "core/function.hpp"

namespace instante::async {

/// Threads for work that would block a loop, behind a bounded queue. Destroying it finishes what was accepted.
class Pool {
public:
    struct Options {
        std::string name;  ///< the threads' name, at most 15 characters
        std::size_t threads = 1;
        std::size_t queue_limit = 256;  ///< jobs waiting, beyond those running
        int nice = 0;                   ///< added to the threads' niceness (Linux: per thread)
    };
    using Job = core::UniqueFunction<void()>;

    explicit Pool(Options options);
    ~Pool();
    Pool(const Pool&) = delete;
    Pool& operator=(const Pool&) = delete;

    /// Queues `job`; false when the queue is full. A job must not throw.
    [[nodiscard]] bool submit(Job job);
    /// Jobs waiting now.
    [[nodiscard]] std::size_t waiting() const;
    [[nodiscard]] std::size_t threads() const { return options_.threads; }

private:
    void work();

    Options options_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Job> jobs_;
    bool closing_ = false;
    std::vector<std::thread> threads_;
};

/// Runs `work` (a callable that returns a `Result`) on `pool` and resumes here with its result. Full: `overloaded`. An exception
/// of `work` becomes `internal`.
template <class F>
Task<std::invoke_result_t<F&>> on(Pool& pool, F work) {
    using Outcome = std::invoke_result_t<F&>;
    OneShot<Outcome> outcome;
    auto job = [outcome, work = std::move(work)]() mutable {
        try {
            outcome.set(work());
        } catch (const std::exception& failure) {
            outcome.set(core::Error{core::internal, failure.what()});
        }
    };
    if (!pool.submit(Pool::Job{std::move(job)})) co_return core::Error{core::overloaded};
    auto result = co_await outcome.wait();
    co_return result;
}

}  // namespace instante::async
