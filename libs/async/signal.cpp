#include "async/signal.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <tuple>

namespace instante::async {
namespace {

constexpr boost::asio::use_awaitable_t<Executor> use_task;

}  // namespace

Task<void> sleep(std::chrono::milliseconds duration) {
    auto loop = co_await this_loop();
    Timer timer{loop};
    timer.expires_after(duration);
    co_await timer.async_wait(use_task);
}

Signal::Signal(Executor loop) : state_(std::make_shared<State>(loop)) {}

void Signal::notify() const {
    boost::asio::post(state_->loop, [state = state_] {
        state->notified = true;
        state->timer.cancel();
    });
}

Task<void> Signal::wait() const {
    auto state = state_;
    while (!state->notified) {
        state->timer.expires_at(std::chrono::steady_clock::time_point::max());
        auto outcome = co_await state->timer.async_wait(boost::asio::as_tuple(use_task));
        static_cast<void>(outcome);
    }
    state->notified = false;
}

Task<bool> Signal::wait_for(std::chrono::milliseconds limit) const {
    auto state = state_;
    const auto deadline = std::chrono::steady_clock::now() + limit;
    while (!state->notified && std::chrono::steady_clock::now() < deadline) {
        state->timer.expires_at(deadline);
        auto outcome = co_await state->timer.async_wait(boost::asio::as_tuple(use_task));
        static_cast<void>(outcome);
    }
    const bool notified = state->notified;
    state->notified = false;
    co_return notified;
}

}  // namespace instante::async
