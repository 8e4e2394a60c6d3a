#pragma once

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>

#include <boost/asio/this_coro.hpp>
#include <chrono>
#include <exception>
#include <memory>
#include <utility>

#include "async/one_shot.hpp"
#include "async/task.hpp"
#include "async/timer.hpp"
#include "core/error.hpp"

namespace instante::async {

namespace detail {

template <class T>
struct Ended {
    std::optional<T> value;
    std::exception_ptr failure;
};

template <class T>
Task<void> deliver(Task<T> work, OneShot<Ended<T>> ended) {
    Ended<T> outcome;
    try {
        outcome.value.emplace(co_await std::move(work));
    } catch (...) {
        outcome.failure = std::current_exception();
    }
    ended.set(std::move(outcome));
}

}  // namespace detail

/// Awaits `work`, at most for `limit`: then cancels it, waits for its end and answers `timed_out`. What was handed to a pool or a
/// writer goes on and its outcome is unknown.
template <class T>
Task<Result<T>> within(std::chrono::milliseconds limit, Task<Result<T>> work) {
    auto loop = co_await this_loop();
    auto signal = std::make_shared<boost::asio::cancellation_signal>();
    auto expired = std::make_shared<bool>(false);
    OneShot<detail::Ended<Result<T>>> ended;
    boost::asio::co_spawn(loop, detail::deliver(std::move(work), ended),
                          boost::asio::bind_cancellation_slot(signal->slot(), [signal](const std::exception_ptr&) {}));
    Timer timer{loop, limit};
    timer.async_wait([signal, expired](boost::system::error_code cancelled) {
        if (cancelled) return;
        *expired = true;
        signal->emit(boost::asio::cancellation_type::terminal);
    });

    // The work is owned by this frame: when this wait is cancelled, the work is cancelled too and then waited for.
    co_await boost::asio::this_coro::throw_if_cancelled(false);
    auto own = co_await boost::asio::this_coro::cancellation_state;
    if (own.slot().is_connected()) own.slot().assign([signal](boost::asio::cancellation_type type) { signal->emit(type); });
    auto outcome = co_await ended.wait_to_the_end();
    if (own.slot().is_connected()) own.slot().clear();
    co_await boost::asio::this_coro::throw_if_cancelled(true);

    timer.cancel();
    if (outcome.value) co_return std::move(*outcome.value);
    if (*expired) co_return core::Error{core::timed_out};
    std::rethrow_exception(outcome.failure);
}

}  // namespace instante::async
