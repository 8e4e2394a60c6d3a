#include "notification/usecases/listeners.hpp"

#include <map>
#include <mutex>
#include <utility>

#include "notification/domain/errors.hpp"
#include "notification/domain/limits.hpp"

namespace instante::notification {
namespace {

constexpr std::chrono::seconds full_for{30};  ///< somebody leaves, or a token expires
constexpr std::chrono::seconds away_for{2};   ///< until another process answers
constexpr std::size_t woken_at_once = 500;    ///< of all; fewer than a store lets wait
constexpr std::chrono::milliseconds wake_pause{100};

struct Listener {
    Caller caller;
    async::Signal signal;
    bool ended = false;
};
using ByUser = std::multimap<UserId, Listener>;

void end(Listener& listener) {
    listener.ended = true;
    listener.signal.notify();
}

}  // namespace

struct Listeners::State {
    explicit State(std::function<void(std::size_t)> count) : on_count(std::move(count)) {}

    void tell_count() const {
        if (on_count) on_count(listeners.size());
    }

    const std::function<void(std::size_t)> on_count;
    std::mutex mutex;
    ByUser listeners;
    bool closed = false;
};

struct Listeners::Seat::Place {
    std::shared_ptr<State> state;
    ByUser::iterator listener;
};

Listeners::Seat::Seat(std::unique_ptr<Place> place) : place_(std::move(place)) {}

Listeners::Seat::~Seat() {
    auto& state = *place_->state;
    const std::lock_guard lock{state.mutex};
    state.listeners.erase(place_->listener);
    state.tell_count();
}

const Caller& Listeners::Seat::caller() const {
    return place_->listener->second.caller;
}

bool Listeners::Seat::ended() const {
    const std::lock_guard lock{place_->state->mutex};
    return place_->listener->second.ended;
}

Task<bool> Listeners::Seat::wait_for(std::chrono::milliseconds limit) const {
    return place_->listener->second.signal.wait_for(limit);
}

Listeners::Listeners(std::function<void(std::size_t)> on_count) : state_(std::make_shared<State>(std::move(on_count))) {}

Result<std::unique_ptr<Listeners::Seat>> Listeners::join(Caller caller, async::Executor loop) const {
    const auto user = caller.user;
    Listener listener{caller, async::Signal{std::move(loop)}};
    const std::lock_guard lock{state_->mutex};
    auto& all = state_->listeners;
    if (state_->closed) return core::Error{core::overloaded}.with_retry_after(away_for);
    if (all.count(user) >= streams_per_person) return core::Error{too_many_streams}.with_retry_after(full_for);
    if (all.size() >= streams_at_once) return core::Error{core::overloaded}.with_retry_after(full_for);
    auto place = std::make_unique<Seat::Place>(state_, all.emplace(user, std::move(listener)));
    state_->tell_count();
    return std::unique_ptr<Seat>{new Seat{std::move(place)}};
}

void Listeners::wake(const std::vector<UserId>& users) const {
    const std::lock_guard lock{state_->mutex};
    if (state_->listeners.empty()) return;
    for (const auto user : users) {
        const auto [first, last] = state_->listeners.equal_range(user);
        for (auto each = first; each != last; ++each) each->second.signal.notify();
    }
}

Task<void> Listeners::wake_all() const {
    for (auto last = wake_some(UserId{}); last; last = wake_some(*last)) co_await async::sleep(wake_pause);
}

/// Wakes the next people after `after`, each on all their streams. The last of them; nothing: there is nobody.
std::optional<UserId> Listeners::wake_some(UserId after) const {
    const std::lock_guard lock{state_->mutex};
    const auto& all = state_->listeners;
    std::optional<UserId> last;
    std::size_t woken = 0;
    for (auto each = all.upper_bound(after); each != all.end(); ++each) {
        if (woken >= woken_at_once && each->first != *last) break;
        each->second.signal.notify();
        last = each->first;
        ++woken;
    }
    return last;
}

void Listeners::end_where(const std::function<bool(const Caller&)>& is_refused) const {
    const std::lock_guard lock{state_->mutex};
    for (auto& [user, listener] : state_->listeners)
        if (!listener.ended && is_refused(listener.caller)) end(listener);
}

void Listeners::close() const {
    const std::lock_guard lock{state_->mutex};
    state_->closed = true;
    for (auto& [user, listener] : state_->listeners) end(listener);
}

}  // namespace instante::notification
