#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <memory>
#include <mutex>
#include <optional>
#include <tuple>
#include <utility>

#include "async/task.hpp"
#include "core/function.hpp"

namespace instante::async {

namespace detail {

/// The part of a OneShot that does not depend on its value: who waits, and on which loop.
class OneShotWaiter {
public:
    using Handler =
        core::UniqueFunction<void(boost::system::error_code)>;  // Asio 1.81's any_completion_handler copies itself without end

    explicit OneShotWaiter(Executor loop) : loop_(std::move(loop)), work_(loop_) {}

    void wait(Handler handler) { handler_ = std::move(handler); }
    void complete(boost::system::error_code outcome) {
        boost::asio::post(loop_, [handler = std::move(handler_), outcome]() mutable { handler(outcome); });
    }

private:
    Executor loop_;
    boost::asio::executor_work_guard<Executor> work_;
    Handler handler_;
};

}  // namespace detail

/// A value that any thread sets once and one coroutine awaits: the bridge from pools, writers and drivers back to a loop. Copies
/// share the value. A wait that is cancelled ends at once (throwing `operation_aborted`); the work behind it goes on undisturbed
/// and its value is dropped.
template <class T>
class OneShot {
public:
    /// Sets the value and wakes the waiter; a second call changes nothing. Safe from any thread.
    void set(T value) const {
        std::optional<detail::OneShotWaiter> waiter;
        {
            const std::lock_guard lock{state_->mutex};
            if (state_->value) return;
            state_->value.emplace(std::move(value));
            state_->take_waiter(waiter);
        }
        if (waiter) waiter->complete({});
    }

    /// Waits for the value and takes it. Called once.
    [[nodiscard]] Task<T> wait() const { return wait(state_, true); }
    /// The same, deaf to cancellation: for work that this coroutine owns and must see the end of.
    [[nodiscard]] Task<T> wait_to_the_end() const { return wait(state_, false); }

private:
    struct State {
        std::mutex mutex;
        std::optional<T> value;
        std::optional<detail::OneShotWaiter> waiter;

        void take_waiter(std::optional<detail::OneShotWaiter>& into) {
            if (!waiter) return;
            into.emplace(std::move(*waiter));
            waiter.reset();
        }
    };

    static Task<T> wait(std::shared_ptr<State> state, bool cancellable) {
        auto loop = co_await this_loop();
        auto initiate = [state, loop, cancellable](auto handler) { begin_wait(state, loop, std::move(handler), cancellable); };
        constexpr auto token = boost::asio::as_tuple(boost::asio::use_awaitable_t<Executor>{});
        auto outcome = co_await boost::asio::async_initiate<decltype(token), void(boost::system::error_code)>(initiate, token);
        if (std::get<0>(outcome)) throw boost::system::system_error{std::get<0>(outcome)};
        co_return std::move(*state->value);
    }

    template <class Handler>
    static void begin_wait(const std::shared_ptr<State>& state, const Executor& loop, Handler handler, bool cancellable) {
        auto slot = boost::asio::get_associated_cancellation_slot(handler);
        detail::OneShotWaiter waiter{loop};
        waiter.wait(std::move(handler));
        {
            const std::lock_guard lock{state->mutex};
            if (!state->value) {
                state->waiter.emplace(std::move(waiter));
                if (cancellable && slot.is_connected()) slot.assign([weak = std::weak_ptr{state}](auto) { cancel(weak); });
                return;
            }
        }
        waiter.complete({});
    }

    static void cancel(const std::weak_ptr<State>& weak) {
        const auto state = weak.lock();
        if (!state) return;
        std::optional<detail::OneShotWaiter> waiter;
        {
            const std::lock_guard lock{state->mutex};
            state->take_waiter(waiter);
        }
        if (waiter) waiter->complete(boost::asio::error::operation_aborted);
    }

    std::shared_ptr<State> state_ = std::make_shared<State>();
};

}  // namespace instante::async
