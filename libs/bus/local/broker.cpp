#include "bus/local/broker.hpp"

#include <algorithm>
#include <utility>

namespace instante::bus::local {
namespace {

constexpr std::size_t queue_limit = 1'000;
constexpr std::chrono::milliseconds read_again{100};  // after a failed read

/// A queue that is known by its messages only; its consumer may come later.
Queue undeclared(const std::string& name) {
    Queue queue;
    queue.name = name;
    return queue;
}

}  // namespace

Broker::Broker(const core::Clock& clock, std::unique_ptr<Ledger> durable, Restored restored)
    : started_(clock.now()), last_(restored.last), volatile_(make_memory_ledger()), durable_(std::move(durable)) {
    const auto settle = [this](std::vector<Change> changes) { settled(std::move(changes)); };
    volatile_->on_settled(settle);
    if (durable_) durable_->on_settled(settle);
    for (auto& known : restored.queues) make(known.queue).restore(known.count);
}

core::Timestamp Broker::now() const {
    return started_ + std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - steady_start_);
}

LocalQueue* Broker::find(const std::string& name) {
    const auto found = queues_.find(name);
    return found == queues_.end() ? nullptr : found->second.get();
}

LocalQueue& Broker::make(const Queue& queue) {
    const bool durable = durable_ && !queue.per_instance;
    auto made = std::make_unique<LocalQueue>(queue, durable, durable ? *durable_ : *volatile_);
    return *queues_.emplace(queue.name, std::move(made)).first->second;
}

Result<LocalQueue*> Broker::open(const std::string& name) {
    if (auto* queue = find(name)) return queue;
    if (queues_.size() >= queue_limit) return core::Error{core::overloaded, "too many queues"};
    return &make(undeclared(name));
}

void Broker::declare(Queue queue, Done done) {
    if (queue.per_instance || !durable_) {
        std::unique_lock lock{mutex_};
        auto declared = declare_under_lock(queue);
        lock.unlock();
        return done(std::move(declared));
    }
    auto written_down = [this, queue, done = std::move(done)](Result<void> written) mutable {
        std::unique_lock lock{mutex_};
        if (written) written = declare_under_lock(queue);
        lock.unlock();
        done(std::move(written));
    };
    durable_->declare(std::move(queue), std::move(written_down));
}

Result<void> Broker::declare_under_lock(const Queue& queue) {
    auto opened = find(queue.name);
    if (opened == nullptr) {
        if (queues_.size() >= queue_limit) return core::Error{core::overloaded, "too many queues"};
        make(queue);
        return {};
    }
    if (durable_ && opened->durable() == queue.per_instance)
        return core::Error{core::internal, "queue " + queue.name + " is there, with another life span"};
    opened->redeclare(queue);
    return {};
}

void Broker::publish(std::vector<Outgoing> messages, Done done) {
    auto arrivals = std::make_shared<Arrivals>();
    if (auto reserved = reserve(messages, *arrivals); !reserved) return done(std::move(reserved));
    auto written_down = [this, arrivals, done = std::move(done)](Result<void> written) mutable {
        arrive(*arrivals, written.has_value());
        done(std::move(written));
    };
    const bool durable = std::ranges::any_of(*arrivals, [](const Arrival& arrival) { return arrival.queue->durable(); });
    if (durable)
        durable_->append(arrivals, std::move(written_down));
    else
        written_down(Result<void>{});
}

Result<void> Broker::reserve(std::vector<Outgoing>& messages, Arrivals& arrivals) {
    const std::lock_guard lock{mutex_};
    for (auto& outgoing : messages) {
        auto reserved = reserve_one(outgoing, arrivals);
        if (reserved) continue;
        for (const auto& arrival : arrivals) arrival.queue->release(arrival.entry.turn.sequence);
        return reserved;
    }
    return {};
}

Result<void> Broker::reserve_one(Outgoing& outgoing, Arrivals& arrivals) {
    auto queues = route(outgoing.address);
    if (!queues) return queues.error();
    if (queues->empty()) return {};
    const auto message = std::make_shared<const Message>(std::move(outgoing.message));
    for (auto* queue : *queues) {
        Entry entry{{core::Timestamp{}, ++last_}, 0, now(), message};
        if (!queue->reserve(entry.turn.sequence)) return core::Error{core::overloaded, "queue " + queue->name() + " is full"};
        arrivals.push_back({queue, std::move(entry)});
    }
    return {};
}

Result<std::vector<LocalQueue*>> Broker::route(const Address& address) {
    std::vector<LocalQueue*> queues;
    switch (address.to) {
        case Address::To::queue: {
            auto queue = open(address.name);
            if (!queue) return queue.error();
            queues.push_back(*queue);
            break;
        }
        case Address::To::events:
            for (const auto& [name, queue] : queues_)
                if (queue->wants(address.name)) queues.push_back(queue.get());
            break;
    }
    return queues;
}

void Broker::arrive(const Arrivals& arrivals, bool written) {
    const std::lock_guard lock{mutex_};
    for (const auto& [queue, entry] : arrivals) {
        if (written)
            queue->arrive(entry);
        else
            queue->release(entry.turn.sequence);
    }
}

void Broker::subscribe(const std::string& name, Subscription& subscription) {
    const std::lock_guard lock{mutex_};
    auto* queue = find(name);
    if (queue == nullptr) queue = &make(undeclared(name));
    queue->subscribe(subscription);
}

void Broker::unsubscribe(const std::string& name, Subscription& subscription) {
    const std::lock_guard lock{mutex_};
    if (auto* queue = find(name)) queue->unsubscribe(subscription);
}

Feed::Taken Broker::take(const std::string& name, Subscription& subscription, std::size_t limit) {
    Feed::Taken taken;
    const std::lock_guard lock{mutex_};
    auto* queue = find(name);
    if (!queue->ledger().keeps_up()) {
        taken.next = read_again;
        return taken;
    }
    const auto moment = now();
    auto entries = queue->take(subscription, limit, moment);
    if (!entries) {
        taken.next = read_again;
        return taken;
    }
    for (const auto& entry : *entries) {
        taken.deliveries.push_back({entry.turn.sequence, *entry.message});
        taken.deliveries.back().message.attempt = entry.attempt;
    }
    if (const auto due = queue->next_due()) taken.next = std::max(*due - moment, std::chrono::milliseconds{1});
    return taken;
}

void Broker::settle(const std::string& name, Sequence sequence, Outcome outcome) {
    using Kind = Outcome::Kind;
    std::unique_lock lock{mutex_};
    auto* queue = find(name);
    auto entry = queue->take_back(sequence);
    if (!entry) return;
    if (outcome.kind == Kind::put_back) return queue->put_back(std::move(*entry));

    queue->begin_change(sequence, outcome.kind != Kind::retry);
    Change change{Change::Kind::remove, queue, std::move(*entry), std::move(outcome.reason), now()};
    if (outcome.kind == Kind::retry) {
        change.kind = Change::Kind::delay;
        change.entry.turn.due = change.since + outcome.delay;
        ++change.entry.attempt;
    } else if (outcome.kind == Kind::park) {
        change.kind = Change::Kind::bury;
    } else {
        change.entry.message.reset();
    }
    lock.unlock();
    queue->ledger().settle(std::move(change));
}

void Broker::settled(std::vector<Change> changes) {
    const std::lock_guard lock{mutex_};
    for (auto& change : changes) {
        auto* queue = change.queue;
        queue->end_change(std::move(change));
    }
}

Result<Depth> Broker::depth(const std::string& name) {
    std::unique_lock lock{mutex_};
    auto* queue = find(name);
    if (queue == nullptr) return Depth{};
    auto depth = queue->depth(now());
    lock.unlock();
    if (!depth) return depth;
    auto dead = queue->ledger().count_dead(name);
    if (!dead) return dead.error();
    depth->dead = *dead;
    return depth;
}

Result<std::vector<DeadLetter>> Broker::dead(const std::string& name, const std::string& after, std::size_t limit) {
    std::unique_lock lock{mutex_};
    auto* queue = find(name);
    lock.unlock();
    if (queue == nullptr) return std::vector<DeadLetter>{};
    return queue->ledger().dead(name, after, limit);
}

void Broker::settle_dead(const std::string& name, std::string message_id, bool replay, Done done) {
    std::unique_lock lock{mutex_};
    auto* queue = find(name);
    Result<std::optional<Entry>> again{std::nullopt};
    if (queue != nullptr && replay) again = reserve_replay(*queue);
    lock.unlock();
    if (queue == nullptr) return done(core::Error{core::not_found, "no queue " + name});
    if (!again) return done(again.error());

    auto exhumed = [this, queue, entry = *again, done = std::move(done)](Result<Message> message) mutable {
        auto outcome = message ? Result<void>{} : Result<void>{message.error()};
        if (entry) end_replay(*queue, std::move(entry), std::move(message));
        done(std::move(outcome));
    };
    queue->ledger().exhume(name, std::move(message_id), std::move(*again), std::move(exhumed));
}

Result<std::optional<Entry>> Broker::reserve_replay(LocalQueue& queue) {
    Entry entry{{core::Timestamp{}, ++last_}, 0, now(), nullptr};
    if (!queue.reserve(entry.turn.sequence)) return core::Error{core::overloaded, "queue " + queue.name() + " is full"};
    return entry;
}

void Broker::end_replay(LocalQueue& queue, std::optional<Entry> entry, Result<Message> message) {
    const std::lock_guard lock{mutex_};
    if (!message) return queue.release(entry->turn.sequence);
    entry->message = std::make_shared<const Message>(std::move(*message));
    queue.arrive(std::move(*entry));
}

void Broker::ping(Done done) {
    if (durable_)
        durable_->ping(std::move(done));
    else
        done(Result<void>{});
}

}  // namespace instante::bus::local
