#pragma once

#include <boost/system/error_code.hpp>

#include "async/task.hpp"
#include "core/function.hpp"

namespace instante::http::server {

/// Where one coroutine waits until another of the same loop opens the way: a wake-up without a timer. An opening while nobody
/// waits is kept (one, not counted).
class Gate {
public:
    explicit Gate(async::Executor loop) : loop_(std::move(loop)) {}
    Gate(const Gate&) = delete;
    Gate& operator=(const Gate&) = delete;

    void open();
    /// Waits for the next opening. Called by one coroutine at a time; cancelled it throws `operation_aborted`.
    [[nodiscard]] Task<void> wait();

private:
    void wake(boost::system::error_code outcome);

    async::Executor loop_;
    core::UniqueFunction<void(boost::system::error_code)> waiter_;
    bool opened_ = false;
};

}  // namespace instante::http::server
