#include "bus/local/local_bus.hpp"

#include <utility>

#include "async/one_shot.hpp"
#include "bus/adapters.hpp"
#include "bus/consumer.hpp"

namespace instante::bus {
namespace local {
namespace {

class LocalFeed final : public Feed {
public:
    LocalFeed(Broker& broker, std::string queue) : broker_(broker), queue_(std::move(queue)) {}
    ~LocalFeed() override { broker_.unsubscribe(queue_, subscription_); }
    LocalFeed(const LocalFeed&) = delete;
    LocalFeed& operator=(const LocalFeed&) = delete;

    Taken take(std::size_t limit) override { return broker_.take(queue_, subscription_, limit); }
    void settle(std::uint64_t tag, Outcome outcome) override { broker_.settle(queue_, tag, std::move(outcome)); }
    void on_more(std::function<void()> wake) override {
        subscription_.wake = std::move(wake);
        broker_.subscribe(queue_, subscription_);
    }

private:
    Broker& broker_;
    std::string queue_;
    Subscription subscription_;
};

/// An outcome that the broker will give, and a coroutine waits for. What was begun goes on when the wait is cancelled.
class Awaited {
public:
    [[nodiscard]] Broker::Done done() const {
        return [outcome = outcome_](Result<void> result) { outcome.set(std::move(result)); };
    }
    [[nodiscard]] Task<Result<void>> wait() const { return outcome_.wait(); }

private:
    async::OneShot<Result<void>> outcome_;
};

class LocalBus final : public Bus {
public:
    LocalBus(std::unique_ptr<Broker> broker, Delays delays) : broker_(std::move(broker)), delays_(std::move(delays)) {}

    Task<Result<void>> declare(Queue queue) override {
        const Awaited declared;
        broker_->declare(std::move(queue), declared.done());
        auto outcome = co_await declared.wait();
        co_return outcome;
    }
    Task<Result<void>> publish(std::vector<Outgoing> messages) override {
        const Awaited published;
        broker_->publish(std::move(messages), published.done());
        auto outcome = co_await published.wait();
        co_return outcome;
    }
    std::unique_ptr<Consumer> consume(std::string queue, std::size_t prefetch, async::Executor loop, Handler handler) override {
        return make_consumer(std::make_unique<LocalFeed>(*broker_, std::move(queue)), prefetch, loop, std::move(handler),
                             delays_);
    }
    Task<Result<Depth>> depth(std::string queue) override { co_return broker_->depth(queue); }
    Task<Result<std::vector<DeadLetter>>> dead(std::string queue, std::string after, std::size_t limit) override {
        co_return broker_->dead(queue, after, limit);
    }
    Task<Result<void>> settle_dead(std::string queue, std::string message_id, bool replay) override {
        const Awaited settled;
        broker_->settle_dead(queue, std::move(message_id), replay, settled.done());
        auto outcome = co_await settled.wait();
        co_return outcome;
    }
    Task<Result<void>> ping() override {
        const Awaited answered;
        broker_->ping(answered.done());
        auto outcome = co_await answered.wait();
        co_return outcome;
    }

private:
    std::unique_ptr<Broker> broker_;
    Delays delays_;
};

}  // namespace

std::unique_ptr<Bus> make_local_bus(std::unique_ptr<Broker> broker, Delays delays) {
    return std::make_unique<LocalBus>(std::move(broker), std::move(delays));
}

}  // namespace local

std::unique_ptr<Bus> make_memory_bus(const core::Clock& clock, Delays delays) {
    return local::make_local_bus(std::make_unique<local::Broker>(clock, nullptr), std::move(delays));
}

}  // namespace instante::bus
