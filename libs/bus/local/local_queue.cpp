#include "bus/local/local_queue.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace instante::bus::local {
namespace {

constexpr std::size_t window_limit = 1000;
constexpr std::size_t read_limit = 100;  // keyed reads of at most 100 rows may run in place

std::string_view take_word(std::string_view& text) {
    const auto end = text.find('.');
    const auto word = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end);
    return word;
}

}  // namespace

bool matches(std::string_view pattern, std::string_view key) {
    while (true) {
        const auto wanted = take_word(pattern);
        const auto word = take_word(key);
        if (wanted != "*" && wanted != word) return false;
        if (pattern.empty() || key.empty()) return pattern.empty() && key.empty();
        pattern.remove_prefix(1);
        key.remove_prefix(1);
    }
}

LocalQueue::LocalQueue(const Queue& declared, bool durable, Ledger& ledger)
    : name_(declared.name),
      durable_(durable),
      events_(declared.events),
      max_length_(declared.max_length),
      ledger_(ledger),
      undelayed_(durable ? window_limit : Window::unlimited),
      delayed_(durable ? window_limit : Window::unlimited) {}

bool LocalQueue::wants(std::string_view event) const {
    return std::ranges::any_of(events_, [event](const std::string& pattern) { return matches(pattern, event); });
}

void LocalQueue::redeclare(const Queue& declared) {
    events_ = declared.events;
    max_length_ = declared.max_length;
}

void LocalQueue::restore(std::size_t count) {
    count_ = count;
    if (count == 0) return;
    undelayed_.know_up_to(Turn{});
    delayed_.know_up_to(Turn{core::Timestamp{}, std::numeric_limits<std::int64_t>::max()});
}

bool LocalQueue::reserve(Sequence sequence) {
    if (count_ >= max_length_) return false;
    ++count_;
    being_written_.insert(sequence);
    return true;
}

void LocalQueue::release(Sequence sequence) {
    --count_;
    being_written_.erase(sequence);
}

void LocalQueue::arrive(Entry entry) {
    being_written_.erase(entry.turn.sequence);
    add(std::move(entry));
}

void LocalQueue::add(Entry entry) {
    auto& window = entry.turn.delayed() ? delayed_ : undelayed_;
    window.add(std::move(entry));
    for (auto* subscription : subscriptions_)
        if (std::exchange(subscription->hungry, false)) subscription->wake();
}

Result<std::vector<Entry>> LocalQueue::take(Subscription& subscription, std::size_t limit, core::Timestamp now) {
    std::vector<Entry> taken;
    while (taken.size() < limit) {
        auto next = pop(now);
        if (!next && taken.empty()) return next.error();
        if (!next || !*next) break;
        in_flight_.emplace((*next)->turn.sequence, **next);
        taken.push_back(std::move(**next));
    }
    subscription.hungry = taken.size() < limit;
    return taken;
}

/// Retries that are due come first: they have waited longer than what was published since.
Result<std::optional<Entry>> LocalQueue::pop(core::Timestamp now) {
    if (auto filled = refill(delayed_, Lane::delayed); !filled) return filled.error();
    if (auto entry = delayed_.pop(now)) return entry;
    if (auto filled = refill(undelayed_, Lane::undelayed); !filled) return filled.error();
    return undelayed_.pop(now);
}

Result<void> LocalQueue::refill(Window& window, Lane lane) {
    while (window.drained()) {
        auto entries = ledger_.next(name(), lane, window.horizon(), read_limit);
        if (!entries) return entries.error();
        if (entries->size() < read_limit)
            window.know_all();
        else
            window.know_up_to(entries->back().turn);
        for (auto& entry : *entries) {
            const auto sequence = entry.turn.sequence;
            if (!in_flight_.contains(sequence) && !being_written_.contains(sequence)) window.add(std::move(entry));
        }
    }
    return {};
}

std::optional<Entry> LocalQueue::take_back(Sequence sequence) {
    auto node = in_flight_.extract(sequence);
    if (!node) return std::nullopt;
    return std::move(node.mapped());
}

void LocalQueue::begin_change(Sequence sequence, bool leaves) {
    being_written_.insert(sequence);
    if (leaves) --count_;
}

void LocalQueue::end_change(Change change) {
    being_written_.erase(change.entry.turn.sequence);
    if (change.kind == Change::Kind::delay) add(std::move(change.entry));
}

Result<Depth> LocalQueue::depth(core::Timestamp now) {
    if (auto filled = refill(undelayed_, Lane::undelayed); !filled) return filled.error();
    if (auto filled = refill(delayed_, Lane::delayed); !filled) return filled.error();
    Depth depth;
    depth.in_flight = in_flight_.size();
    depth.ready = count_ - in_flight_.size();
    for (const auto& published : {undelayed_.oldest(), delayed_.oldest()})
        if (published) depth.oldest = std::max(depth.oldest, now - *published);
    return depth;
}

}  // namespace instante::bus::local
