#include "bus/testing/flaky_bus.hpp"

#include <utility>

namespace instante::bus {
namespace {

bool is_due(std::atomic<std::size_t>& counter, std::size_t nth) {
    return nth != 0 && ++counter % nth == 0;
}

Task<Result<void>> fail_on_purpose() {
    co_return core::Error{core::unavailable, "a delivery that fails on purpose"};
}

Task<Result<void>> handle_then_fail(Task<Result<void>> handling) {
    auto handled = co_await std::move(handling);
    static_cast<void>(handled);
    co_return core::Error{core::unavailable, "a delivery that fails on purpose, after it was handled"};
}

}  // namespace

FlakyBus::FlakyBus(Bus& inner, Plan plan) : inner_(inner), plan_(plan) {}

template <class T>
Task<Result<T>> FlakyBus::perhaps(Task<Result<T>> call) {
    const bool fails = is_due(counters_->calls, plan_.nth_call);
    if (fails && plan_.when == When::before) co_return core::Error{core::engine_away, "on purpose"};
    auto outcome = co_await std::move(call);
    if (fails) co_return core::Error{core::timed_out, "on purpose"};
    co_return outcome;
}

Task<Result<void>> FlakyBus::declare(Queue queue) {
    return perhaps(inner_.declare(std::move(queue)));
}

Task<Result<void>> FlakyBus::publish(std::vector<Outgoing> messages) {
    return perhaps(inner_.publish(std::move(messages)));
}

std::unique_ptr<Consumer> FlakyBus::consume(std::string queue, std::size_t prefetch, async::Executor loop, Handler handler) {
    auto flaky = [handler = std::move(handler), counters = counters_, plan = plan_](Message message) {
        if (!is_due(counters->deliveries, plan.nth_delivery)) return handler(std::move(message));
        if (plan.when == When::before) return fail_on_purpose();
        return handle_then_fail(handler(std::move(message)));
    };
    return inner_.consume(std::move(queue), prefetch, loop, std::move(flaky));
}

Task<Result<Depth>> FlakyBus::depth(std::string queue) {
    return perhaps(inner_.depth(std::move(queue)));
}

Task<Result<std::vector<DeadLetter>>> FlakyBus::dead(std::string queue, std::string after, std::size_t limit) {
    return perhaps(inner_.dead(std::move(queue), std::move(after), limit));
}

Task<Result<void>> FlakyBus::settle_dead(std::string queue, std::string message_id, bool replay) {
    return perhaps(inner_.settle_dead(std::move(queue), std::move(message_id), replay));
}

Task<Result<void>> FlakyBus::ping() {
    return perhaps(inner_.ping());
}

}  // namespace instante::bus
