#include <algorithm>
#include <atomic>
#include <utility>

#include "async/scope.hpp"
#include "async/signal.hpp"
#include "outbox/outbox.hpp"

namespace instante::outbox {
namespace {

/// Published and not marked yet, at most: beyond, publishing waits for the marks (they are published again after a crash).
constexpr std::size_t unmarked_batches = 16;

/// How long to wait before each next try.
class BackOff {
public:
    explicit BackOff(const RelayOptions& options) : first_(options.first_delay), longest_(options.longest_delay), next_(first_) {}

    std::chrono::milliseconds next() { return std::exchange(next_, std::min(next_ * 2, longest_)); }
    void reset() { next_ = first_; }

private:
    std::chrono::milliseconds first_;
    std::chrono::milliseconds longest_;
    std::chrono::milliseconds next_;
};

}  // namespace

/// Coroutines here are owned by `Relay::run` and `flush`, whose frames keep the state.
struct Relay::State {
    State(Source& from, bus::Bus& to, async::Executor executor, RelayOptions chosen)
        : source(from),
          bus(to),
          loop(executor),
          options(std::move(chosen)),
          added(executor),
          published(executor),
          marked(executor) {}

    /// From any thread. Many additions before the next look are one wake-up.
    void wake() {
        if (!awake.exchange(true)) added.notify();
    }
    Task<Result<void>> publish_forever();
    Task<Result<void>> mark_forever();
    /// Publishes the next entries; how many.
    Task<Result<std::size_t>> publish_some();
    /// Marks all that is published.
    Task<Result<void>> mark();
    void tell(const core::Error* failure);

    /// Where to read on. With everything marked that is the beginning, so that nothing is ever passed over.
    [[nodiscard]] std::uint64_t cursor() const { return unmarked.empty() ? 0 : last; }

    Source& source;
    bus::Bus& bus;
    const async::Executor loop;
    const RelayOptions options;
    const async::Signal added;
    const async::Signal published;
    const async::Signal marked;
    std::atomic<bool> awake{false};
    std::uint64_t last = 0;               ///< the newest published
    std::vector<std::uint64_t> unmarked;  ///< published, but perhaps still in the source
    bool failing = false;
};

Task<Result<void>> Relay::State::publish_forever() {
    BackOff back_off{options};
    for (;;) {
        while (unmarked.size() >= options.batch * unmarked_batches) co_await marked.wait();
        awake = false;  // before the look: what is added from here on wakes us
        auto count = co_await publish_some();
        if (!count) {
            const auto failure = count.error();
            tell(&failure);
            const auto delay = back_off.next();
            co_await async::sleep(delay);
            continue;
        }
        tell(nullptr);
        back_off.reset();
        if (*count >= options.batch) continue;  // there may be more
        auto woken = co_await added.wait_for(options.look_again);
        static_cast<void>(woken);
    }
}

Task<Result<void>> Relay::State::mark_forever() {
    BackOff back_off{options};
    for (;;) {
        while (unmarked.empty()) co_await published.wait();
        co_await async::sleep(options.mark_after);
        auto outcome = co_await mark();
        if (outcome) {
            back_off.reset();
            continue;
        }
        const auto delay = back_off.next();
        co_await async::sleep(delay);
    }
}

Task<Result<std::size_t>> Relay::State::publish_some() {
    auto entries = co_await source.pending(cursor(), options.batch);
    if (!entries) co_return entries.error();
    if (entries->empty()) co_return std::size_t{0};
    std::vector<std::uint64_t> sequences;
    std::vector<bus::Outgoing> messages;
    sequences.reserve(entries->size());
    messages.reserve(entries->size());
    for (auto& entry : *entries) {
        sequences.push_back(entry.sequence);
        messages.push_back(std::move(entry.outgoing));
    }
    auto outcome = co_await bus.publish(std::move(messages));
    if (!outcome) co_return outcome.error();
    last = sequences.back();
    unmarked.insert(unmarked.end(), sequences.begin(), sequences.end());
    published.notify();
    co_return sequences.size();
}

Task<Result<void>> Relay::State::mark() {
    auto sequences = unmarked;  // kept until the source has answered: a cancelled wait knows nothing
    std::ranges::sort(sequences);
    auto outcome = co_await source.published(sequences);
    if (!outcome) co_return outcome;
    std::erase_if(unmarked, [&](auto sequence) { return std::ranges::binary_search(sequences, sequence); });
    marked.notify();
    co_return outcome;
}

void Relay::State::tell(const core::Error* failure) {
    const bool was_failing = std::exchange(failing, failure != nullptr);
    if (was_failing != failing && options.on_change) options.on_change(failure);
}

Relay::Relay(Source& source, bus::Bus& bus, async::Executor loop, RelayOptions options)
    : state_(std::make_shared<State>(source, bus, loop, std::move(options))) {
    // The source lives longer than the relay, and perhaps than its loop.
    source.on_added([weak = std::weak_ptr{state_}] {
        if (const auto state = weak.lock()) state->wake();
    });
}

Relay::~Relay() = default;

Task<Result<void>> Relay::run() {
    auto state = state_;
    async::Scope scope{state->loop};
    scope.spawn(state->publish_forever());
    scope.spawn(state->mark_forever());
    auto outcome = co_await scope.join();
    co_return outcome;
}

Task<Result<void>> Relay::flush() {
    auto state = state_;
    for (;;) {
        auto count = co_await state->publish_some();
        if (!count) co_return count.error();
        if (state->unmarked.empty()) co_return Result<void>{};
        auto outcome = co_await state->mark();
        if (!outcome) co_return outcome;
        if (*count == 0) co_return Result<void>{};
    }
}

}  // namespace instante::outbox
