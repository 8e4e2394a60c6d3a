#include "bus/consumer.hpp"

#include <algorithm>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>
#include <exception>
#include <utility>

#include "async/scope.hpp"
#include "async/signal.hpp"

namespace instante::bus {
namespace {

using Steady = std::chrono::steady_clock;

constexpr std::chrono::hours forever{24};  // a wait that only a wake-up ends; renewed if none comes

/// When a consumer whose engine is away looks again: doubling, until something succeeds.
class Pause {
public:
    explicit Pause(const Delays& delays) : first_(delays.first_pause), longest_(delays.longest_pause), next_(first_) {}

    /// The messages in hand fail together: those after the first do not make the pause longer.
    void begin() {
        if (left() > std::chrono::milliseconds{0}) return;
        until_ = Steady::now() + next_;
        next_ = std::min(next_ * 2, longest_);
    }
    void reset() { next_ = first_; }
    [[nodiscard]] std::chrono::milliseconds left() const {
        return std::chrono::ceil<std::chrono::milliseconds>(until_ - std::min(until_, Steady::now()));
    }

private:
    std::chrono::milliseconds first_;
    std::chrono::milliseconds longest_;
    std::chrono::milliseconds next_;
    Steady::time_point until_{};
};

/// A consumer's state, shared by its coroutines, all on its loop.
struct Work {
    Work(std::unique_ptr<Feed> source, std::size_t most, async::Executor executor, Handler handle, Delays waits)
        : feed(std::move(source)),
          prefetch(std::max<std::size_t>(most, 1)),
          handler(std::move(handle)),
          delays(std::move(waits)),
          pause(delays),
          wake(executor),
          scope(executor) {}

    std::unique_ptr<Feed> feed;
    const std::size_t prefetch;
    const Handler handler;
    const Delays delays;
    Pause pause;
    async::Signal wake;
    async::Scope scope;
    std::size_t in_hand = 0;
    bool full = false;  ///< there may be more, but no hand is free: the next that is wakes us
    bool stopping = false;
};

/// One message in hand. Whatever ends its coroutine, it is settled: put back, unless somebody said otherwise.
class InHand {
public:
    InHand(std::shared_ptr<Work> work, Delivery delivery) : work_(std::move(work)), delivery_(std::move(delivery)) {
        ++work_->in_hand;
    }
    InHand(InHand&&) = default;
    InHand& operator=(InHand&&) = delete;
    ~InHand() {
        if (work_) settle({Outcome::Kind::put_back, {}, {}});
    }

    [[nodiscard]] Work& work() const { return *work_; }
    [[nodiscard]] Message message() const { return delivery_.message; }
    [[nodiscard]] int attempt() const { return delivery_.message.attempt; }

    void settle(Outcome outcome) {
        const auto work = std::move(work_);
        --work->in_hand;
        if (std::exchange(work->full, false)) work->wake.notify();
        work->feed->settle(delivery_.tag, std::move(outcome));
    }

private:
    std::shared_ptr<Work> work_;  ///< null once settled, or moved from
    Delivery delivery_;
};

/// The handler's result; an exception of its own is `internal`, a cancellation goes through.
Task<Result<void>> run_handler(Handler handler, Message message) {
    auto own = co_await boost::asio::this_coro::cancellation_state;
    try {
        auto handling = handler(std::move(message));
        auto handled = co_await std::move(handling);
        co_return handled;
    } catch (const std::exception& failure) {
        if (own.cancelled() != boost::asio::cancellation_type::none) throw;
        co_return core::Error{core::internal, failure.what()};
    } catch (...) {
        co_return core::Error{core::internal, "the handler threw something that is no std::exception"};
    }
}

Task<Result<void>> handle(InHand message) {
    auto& work = message.work();  // held by the message until it is settled
    auto handling = run_handler(work.handler, message.message());
    auto handled = co_await std::move(handling);
    auto outcome = outcome_of(handled, message.attempt(), work.delays);
    if (outcome.kind == Outcome::Kind::put_back) {
        work.pause.begin();
    } else {
        work.pause.reset();
    }
    message.settle(std::move(outcome));
    co_return Result<void>{};
}

/// Starts on as many messages as hands are free. How long to wait for more.
std::chrono::milliseconds take_what_fits(const std::shared_ptr<Work>& work) {
    const auto free = work->prefetch - work->in_hand;
    auto taken = free > 0 ? work->feed->take(free) : Feed::Taken{};
    work->full = taken.deliveries.size() == free;
    for (auto& delivery : taken.deliveries) work->scope.spawn(handle(InHand{work, std::move(delivery)}));
    return taken.next.value_or(forever);
}

Task<Result<void>> work_through(std::shared_ptr<Work> work) {
    while (!work->stopping) {
        std::chrono::milliseconds rest = work->pause.left();
        if (rest.count() == 0) {
            rest = take_what_fits(work);
        }
        co_await work->wake.wait_for(rest);
    }
    co_return Result<void>{};
}

Task<void> stop_work(std::shared_ptr<Work> work) {
    work->stopping = true;
    work->wake.notify();
    auto ended = co_await work->scope.join();
    static_cast<void>(ended);  // handlers' failures were judged one by one
}

class ScopedConsumer final : public Consumer {
public:
    explicit ScopedConsumer(std::shared_ptr<Work> work) : work_(std::move(work)) {}
    Task<void> stop() override { return stop_work(work_); }

private:
    std::shared_ptr<Work> work_;
};

}  // namespace

std::unique_ptr<Consumer> make_consumer(std::unique_ptr<Feed> feed, std::size_t prefetch, async::Executor loop, Handler handler,
                                        Delays delays) {
    auto work = std::make_shared<Work>(std::move(feed), prefetch, loop, std::move(handler), std::move(delays));
    work->feed->on_more([wake = work->wake] { wake.notify(); });
    boost::asio::post(loop, [work] {  // `consume` may be called from another thread than the loop's
        if (!work->stopping) work->scope.spawn(work_through(work));
    });
    return std::make_unique<ScopedConsumer>(work);
}

}  // namespace instante::bus
