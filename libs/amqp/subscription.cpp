#include "amqp/subscription.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace instante::amqp {
namespace {

constexpr int generation_shift = 40;  // 2^40 deliveries on one channel would take a year at 40,000 a second
constexpr std::uint64_t delivery_mask = (1ULL << generation_shift) - 1;

}  // namespace

std::uint64_t Subscription::named(std::uint64_t delivery_tag) const {
    return generation_ << generation_shift | (delivery_tag & delivery_mask);
}

void Subscription::on_more(std::function<void()> wake) {
    const std::lock_guard lock{mutex_};
    wake_ = std::move(wake);
}

bus::Feed::Taken Subscription::take(std::size_t limit) {
    const std::lock_guard lock{mutex_};
    const auto now = Steady::now();
    wake_rested(now);
    const auto end = ready_.begin() + static_cast<std::ptrdiff_t>(std::min(limit, ready_.size()));
    bus::Feed::Taken taken;
    taken.deliveries.assign(std::make_move_iterator(ready_.begin()), std::make_move_iterator(end));
    ready_.erase(ready_.begin(), end);
    for (const auto& delivery : taken.deliveries) in_hand_.emplace(delivery.tag, delivery.message);
    if (!resting_.empty()) taken.next = std::chrono::ceil<std::chrono::milliseconds>(resting_.front().until - now);
    return taken;
}

void Subscription::wake_rested(Steady::time_point now) {
    while (!resting_.empty() && resting_.front().until <= now) {
        ready_.push_front(std::move(resting_.front().delivery));
        resting_.pop_front();
    }
}

bool Subscription::done(std::uint64_t tag) {
    const std::lock_guard lock{mutex_};
    if (in_hand_.erase(tag) == 0) return false;
    done_.push_back(tag & delivery_mask);
    return done_.size() == 1;
}

std::optional<bus::Message> Subscription::lend(std::uint64_t tag) {
    const std::lock_guard lock{mutex_};
    const auto found = in_hand_.find(tag);
    if (found == in_hand_.end()) return std::nullopt;
    ++lent_;
    return found->second;
}

void Subscription::put_back(std::uint64_t tag, std::chrono::milliseconds rest) {
    const std::lock_guard lock{mutex_};
    const auto found = in_hand_.find(tag);
    if (found == in_hand_.end()) return;
    bus::Delivery delivery{tag, std::move(found->second)};
    in_hand_.erase(found);
    if (rest.count() > 0)
        resting_.push_back({Steady::now() + rest, std::move(delivery)});
    else
        ready_.push_front(std::move(delivery));
    if (wake_) wake_();
}

void Subscription::give_back() {
    const std::lock_guard lock{mutex_};
    --lent_;
}

void Subscription::renew() {
    const std::lock_guard lock{mutex_};
    ++generation_;
    ready_.clear();
    resting_.clear();
    in_hand_.clear();
    done_.clear();
}

void Subscription::deliver(std::vector<bus::Delivery> deliveries) {
    const std::lock_guard lock{mutex_};
    for (auto& delivery : deliveries) ready_.push_back({named(delivery.tag), std::move(delivery.message)});
    if (wake_) wake_();
}

std::vector<std::uint64_t> Subscription::take_done() {
    const std::lock_guard lock{mutex_};
    return std::exchange(done_, {});
}

bool Subscription::may_close() const {
    const std::lock_guard lock{mutex_};
    return is_closed() && lent_ == 0;
}

std::size_t Subscription::in_hand() const {
    const std::lock_guard lock{mutex_};
    return ready_.size() + resting_.size() + in_hand_.size();
}

std::optional<core::Timestamp> Subscription::oldest() const {
    const std::lock_guard lock{mutex_};
    const auto first = std::ranges::min_element(ready_, {}, [](const auto& delivery) { return delivery.message.timestamp; });
    return first == ready_.end() ? std::nullopt : std::optional{first->message.timestamp};
}

}  // namespace instante::amqp
