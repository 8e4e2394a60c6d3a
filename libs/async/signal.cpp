#include "async/signal.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <list>
#include <tuple>
#include <utility>

#include "async/timer.hpp"

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

struct Signal::State {
    explicit State(Executor executor) : loop(executor) {}
    Executor loop;
    std::list<Timer*> waiters;  ///< each waits on a timer of its own, which a notification cuts short
    bool notified = false;
};

/// One who waits, as long as this is there.
struct Signal::Waiter {
    explicit Waiter(State& of) : state(of), timer(of.loop), place(of.waiters.insert(of.waiters.end(), &timer)) {}
    ~Waiter() { state.waiters.erase(place); }
    Waiter(const Waiter&) = delete;
    Waiter& operator=(const Waiter&) = delete;

    State& state;
    Timer timer;
    std::list<Timer*>::iterator place;
};

Signal::Signal(Executor loop) : state_(std::make_shared<State>(loop)) {}

void Signal::notify() const {
    boost::asio::post(state_->loop, [state = state_] {
        state->notified = true;
        for (auto* timer : state->waiters) timer->cancel();
    });
}

Task<void> Signal::wait() const {
    auto notified = co_await wait_until(state_, std::chrono::steady_clock::time_point::max());
    static_cast<void>(notified);
}

Task<bool> Signal::wait_for(std::chrono::milliseconds limit) const {
    return wait_until(state_, std::chrono::steady_clock::now() + limit);
}

Task<bool> Signal::wait_until(std::shared_ptr<State> state, std::chrono::steady_clock::time_point deadline) {
    Waiter waiter{*state};
    while (!state->notified && std::chrono::steady_clock::now() < deadline) {
        waiter.timer.expires_at(deadline);
        auto outcome = co_await waiter.timer.async_wait(boost::asio::as_tuple(use_task));
        static_cast<void>(outcome);
    }
    co_return std::exchange(state->notified, false);
}

}  // namespace instante::async
