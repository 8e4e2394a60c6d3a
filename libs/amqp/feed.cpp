#include "amqp/feed.hpp"

#include <utility>

namespace instante::amqp {
namespace {

using std::chrono::microseconds;

/// What cannot be sent on is handled again, but not at once.
constexpr std::chrono::milliseconds rest_after_failure{1'000};

class SubscriptionFeed final : public bus::Feed {
public:
    SubscriptionFeed(std::shared_ptr<Subscription> subscription, Receiver& receiver, Publisher& publisher, const Waits& waits)
        : subscription_(std::move(subscription)), receiver_(receiver), publisher_(publisher), waits_(waits) {}
    SubscriptionFeed(const SubscriptionFeed&) = delete;
    SubscriptionFeed& operator=(const SubscriptionFeed&) = delete;
    ~SubscriptionFeed() override {
        subscription_->on_more({});
        subscription_->close();
        receiver_.wake();
    }

    Taken take(std::size_t limit) override { return subscription_->take(limit); }
    void on_more(std::function<void()> wake) override { subscription_->on_more(std::move(wake)); }

    void settle(std::uint64_t tag, bus::Outcome outcome) override {
        switch (outcome.kind) {
            case bus::Outcome::Kind::done:
                if (subscription_->done(tag)) receiver_.wake();
                return;
            case bus::Outcome::Kind::put_back:
                return subscription_->put_back(tag);
            case bus::Outcome::Kind::retry:
                return retry(tag, outcome.delay);
            case bus::Outcome::Kind::park:
                return park(tag, std::move(outcome.reason));
        }
    }

private:
    void retry(std::uint64_t tag, std::chrono::milliseconds delay) {
        auto message = subscription_->lend(tag);
        if (!message) return;
        ++message->attempt;
        auto waits = retry_queue(subscription_->queue(), waits_.at_least(delay));
        Shipment shipment;
        shipment.parcels.push_back({.key = waits.name, .letter = {std::move(*message)}});
        shipment.needs = std::move(waits);
        send_on(tag, std::move(shipment));
    }

    void park(std::uint64_t tag, std::string reason) {
        auto message = subscription_->lend(tag);
        if (!message) return;
        auto grave = dead_queue(subscription_->queue());
        const auto now = std::chrono::floor<microseconds>(std::chrono::system_clock::now().time_since_epoch());
        Shipment shipment;
        shipment.parcels.push_back({.key = grave.name, .letter = {std::move(*message), std::move(reason), now}});
        shipment.needs = std::move(grave);
        send_on(tag, std::move(shipment));
    }

    void send_on(std::uint64_t tag, Shipment shipment) {
        shipment.done = [subscription = subscription_, &receiver = receiver_, tag](const Result<void>& sent) {
            if (sent)
                subscription->done(tag);
            else
                subscription->put_back(tag, rest_after_failure);
            subscription->give_back();
            receiver.wake();
        };
        publisher_.send(std::move(shipment));
    }

    std::shared_ptr<Subscription> subscription_;
    Receiver& receiver_;
    Publisher& publisher_;
    const Waits& waits_;
};

}  // namespace

std::unique_ptr<bus::Feed> make_feed(std::shared_ptr<Subscription> subscription, Receiver& receiver, Publisher& publisher,
                                     const Waits& waits) {
    return std::make_unique<SubscriptionFeed>(std::move(subscription), receiver, publisher, waits);
}

}  // namespace instante::amqp
