#include "async/scope.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <utility>

#include "async/timer.hpp"

namespace instante::async {

struct Scope::State {
    explicit State(Executor executor) : loop(executor), ended(executor, std::chrono::steady_clock::time_point::max()) {}

    void cancel() {
        cancelled = true;
        for (auto& signal : signals) signal.emit(boost::asio::cancellation_type::terminal);
    }

    Executor loop;
    Timer ended;  ///< never expires: its cancellation wakes `join`
    std::list<boost::asio::cancellation_signal> signals;
    std::optional<core::Error> failure;
    std::exception_ptr exception;
    bool cancelled = false;
};

Scope::Scope(Executor loop) : state_(std::make_shared<State>(loop)) {}

Scope::~Scope() {
    if (!state_->signals.empty()) state_->cancel();  // only after an exception of the owner: the frames end on their own
}

void Scope::spawn(Task<Result<void>> work) {
    if (state_->cancelled) return;
    auto& state = *state_;
    const auto signal = state.signals.emplace(state.signals.end());
    auto forget = [state = state_, signal](const std::exception_ptr&) {
        state->signals.erase(signal);
        state->ended.cancel();
    };
    boost::asio::co_spawn(state.loop, run(state_, std::move(work)), boost::asio::bind_cancellation_slot(signal->slot(), forget));
}

Task<void> Scope::run(std::shared_ptr<State> state, Task<Result<void>> work) {
    try {
        auto outcome = co_await std::move(work);
        if (outcome || state->failure) co_return;
        state->failure = outcome.error();
    } catch (const boost::system::system_error& failure) {
        if (failure.code() == boost::asio::error::operation_aborted) co_return;
        if (!state->exception) state->exception = std::current_exception();
    } catch (...) {
        if (!state->exception) state->exception = std::current_exception();
    }
    state->cancel();
}

void Scope::cancel() {
    state_->cancel();
}

Task<Result<void>> Scope::join() {
    auto state = state_;
    // When the owner is cancelled while it waits, its children are, and their end is still awaited.
    co_await boost::asio::this_coro::throw_if_cancelled(false);
    auto own = co_await boost::asio::this_coro::cancellation_state;
    while (!state->signals.empty()) {
        constexpr auto token = boost::asio::as_tuple(boost::asio::use_awaitable_t<Executor>{});
        auto woken = co_await state->ended.async_wait(token);
        static_cast<void>(woken);
        if (own.cancelled() != boost::asio::cancellation_type::none && !state->cancelled) state->cancel();
    }
    co_await boost::asio::this_coro::throw_if_cancelled(true);
    if (state->exception) std::rethrow_exception(state->exception);
    if (state->failure) co_return *state->failure;
    co_return Result<void>{};
}

std::size_t Scope::running() const {
    return state_->signals.size();
}

}  // namespace instante::async
