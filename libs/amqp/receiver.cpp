#include "amqp/receiver.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "amqp/wire.hpp"

namespace instante::amqp {
namespace {

using namespace std::chrono_literals;

constexpr amqp_channel_t requests = 1;
constexpr amqp_channel_t last_channel = 2'000;
constexpr int messages_in_a_turn = 512;
constexpr auto try_again_after = 1s;

}  // namespace

Receiver::Receiver(Connection::Options options, Declared& declared, telemetry::Log log)
    : Worker(std::move(options), std::move(log)), declared_(declared) {}

Receiver::~Receiver() {
    stop();
}

async::OneShot<Result<void>> Receiver::declare(bus::Queue queue) {
    const async::OneShot<Result<void>> made;
    {
        const std::lock_guard lock{mutex_};
        asked_.push_back({std::move(queue), made});
    }
    wake();
    return made;
}

std::shared_ptr<Subscription> Receiver::subscribe(const std::string& queue, std::size_t prefetch) {
    constexpr std::size_t most = std::numeric_limits<std::uint16_t>::max();
    auto subscription =
        std::make_shared<Subscription>(queue, static_cast<std::uint16_t>(std::clamp<std::size_t>(prefetch, 1, most)));
    {
        const std::lock_guard lock{mutex_};
        subscriptions_.push_back(subscription);
        new_.push_back(subscription);
    }
    wake();
    return subscription;
}

std::vector<std::shared_ptr<Subscription>> Receiver::consumers_of(const std::string& queue) const {
    const std::lock_guard lock{mutex_};
    std::vector<std::shared_ptr<Subscription>> found;
    std::ranges::copy_if(subscriptions_, std::back_inserter(found), [&](const auto& each) { return each->queue() == queue; });
    return found;
}

Answer Receiver::begin(Connection& connection) {
    if (auto opened = connection.open_channel(requests); !opened.ok()) return opened;
    if (auto made = declare_exchanges(connection, requests); !made.ok()) return made;
    for (const auto& queue : own_) {
        if (auto made = declare_all(connection, requests, queue); !made.ok()) return made;
        if (queue.on_gap) queue.on_gap();
    }
    return {};
}

bool Receiver::turn(Connection& connection) {
    adopt();
    declare_own(connection);
    open_channels(connection);
    const bool is_more = !connection.is_lost() && read_deliveries(connection);
    hand_over();
    if (!connection.is_lost()) acknowledge(connection);
    if (!connection.is_lost()) close_channels(connection);
    return is_more;
}

void Receiver::lost() {
    adopt();
    while (!channels_.empty()) suspend(channels_.begin(), {});
    std::erase_if(waiting_, [](const auto& waiting) { return waiting.subscription->is_closed(); });
    const std::lock_guard lock{mutex_};
    std::erase_if(subscriptions_, [](const auto& subscription) { return subscription->is_closed(); });
    for (auto& own : std::exchange(asked_, {})) own.made.set(core::Error{core::engine_away, "RabbitMQ is away"});
}

bool Receiver::is_done() {
    return channels_.empty();
}

void Receiver::adopt() {
    const std::lock_guard lock{mutex_};
    for (auto& subscription : std::exchange(new_, {})) waiting_.push_back({std::move(subscription)});
}

void Receiver::declare_own(Connection& connection) {
    std::deque<Own> asked;
    {
        const std::lock_guard lock{mutex_};
        asked.swap(asked_);
    }
    for (auto& own : asked) {
        const auto made = connection.is_lost() ? Answer{Answer::lost, "away"} : declare_all(connection, requests, own.queue);
        if (made.ok() && std::ranges::find(own_, own.queue.name, &bus::Queue::name) == own_.end()) own_.push_back(own.queue);
        own.made.set(made.ok() ? Result<void>{} : Result<void>{made.error()});
    }
}

void Receiver::open_channels(Connection& connection) {
    const auto now = Steady::now();
    for (auto& waiting : std::exchange(waiting_, {})) {
        auto& subscription = waiting.subscription;
        if (subscription->is_closed()) {
            forget(subscription);
        } else if (waiting.until > now || connection.is_lost()) {
            waiting_.push_back(std::move(waiting));
        } else {
            const auto number = fresh_number();
            const auto opened = open(connection, number, *subscription);
            if (opened.ok()) {
                channels_.emplace(number, Channel{std::move(subscription)});
                continue;
            }
            log().error("cannot consume", {{"queue", subscription->queue()}, {"why", opened.text}});
            connection.close_channel(number);
            waiting_.push_back({std::move(subscription), now + try_again_after});
        }
    }
}

/// Not one that was in use a moment ago: what is still to be read from it is not the next consumer's.
amqp_channel_t Receiver::fresh_number() {
    do {
        last_number_ = last_number_ == last_channel ? requests + 1 : last_number_ + 1;
    } while (channels_.contains(last_number_));
    return last_number_;
}

Answer Receiver::open(Connection& connection, amqp_channel_t number, Subscription& subscription) {
    if (auto opened = connection.open_channel(number); !opened.ok()) return opened;
    auto consuming = consume(connection, number, subscription);
    if (consuming.code != AMQP_NOT_FOUND) return consuming;
    const auto queue = declared_.find_or_new(subscription.queue());
    const auto made = declare_all(connection, requests, queue);
    return made.ok() || made.code == AMQP_PRECONDITION_FAILED ? consume(connection, number, subscription) : made;
}

Answer Receiver::consume(Connection& connection, amqp_channel_t number, const Subscription& subscription) {
    amqp_basic_qos(connection.state(), number, 0, subscription.prefetch(), 0);
    if (auto limited = connection.outcome(number); !limited.ok()) return limited;
    amqp_basic_consume(connection.state(), number, to_bytes(subscription.queue()), amqp_empty_bytes, 0, 0, 0, amqp_empty_table);
    return connection.outcome(number);
}

bool Receiver::read_deliveries(Connection& connection) {
    for (int i = 0; i < messages_in_a_turn; ++i) {
        amqp_envelope_t envelope;
        amqp_frame_t other;
        bool is_message = false;
        if (connection.read(envelope, other, is_message) != Connection::Read::frame) return false;
        if (!is_message) {
            read_other(connection, other);
            continue;
        }
        const auto found = channels_.find(envelope.channel);
        if (found != channels_.end()) {
            found->second.acks.delivered(envelope.delivery_tag);
            found->second.arrived.push_back({envelope.delivery_tag, read_letter(envelope.message).message});
        }
        amqp_destroy_envelope(&envelope);
        amqp_maybe_release_buffers_on_channel(connection.state(), envelope.channel);
    }
    return true;
}

void Receiver::read_other(Connection& connection, const amqp_frame_t& frame) {
    if (frame.frame_type != AMQP_FRAME_METHOD) return;
    const auto& method = frame.payload.method;
    if (method.id == AMQP_CONNECTION_CLOSE_METHOD) {
        log().error("the message bus ended a connection", {{"why", Connection::words_of(method)}});
        connection.lose();
        return;
    }
    const auto channel = channels_.find(frame.channel);
    if (channel == channels_.end()) return;
    if (method.id == AMQP_CHANNEL_CLOSE_METHOD) {  // a message was in hand for longer than the broker allows
        log().warn("the message bus ended a consumer",
                   {{"queue", channel->second.subscription->queue()}, {"why", Connection::words_of(method)}});
        suspend(channel, {});
        if (connection.reopen(frame.channel).ok()) connection.close_channel(frame.channel);
    } else if (method.id == AMQP_BASIC_CANCEL_METHOD) {  // its queue was deleted
        suspend(channel, try_again_after);
        connection.close_channel(frame.channel);
    }
}

void Receiver::suspend(Channels::iterator channel, Steady::duration rest) {
    auto subscription = std::move(channel->second.subscription);
    channels_.erase(channel);
    subscription->renew();
    waiting_.push_back({std::move(subscription), Steady::now() + rest});
}

void Receiver::hand_over() {
    for (auto& [number, channel] : channels_)
        if (!channel.arrived.empty()) channel.subscription->deliver(std::exchange(channel.arrived, {}));
}

void Receiver::acknowledge(Connection& connection) {
    for (auto& [number, channel] : channels_) {
        for (const auto tag : channel.subscription->take_done()) channel.acks.done(tag);
        const auto due = channel.acks.take();
        int status = AMQP_STATUS_OK;
        if (due.up_to) status = amqp_basic_ack(connection.state(), number, *due.up_to, 1);
        for (auto tag = due.single.begin(); status == AMQP_STATUS_OK && tag != due.single.end(); ++tag)
            status = amqp_basic_ack(connection.state(), number, *tag, 0);
        if (status != AMQP_STATUS_OK) return connection.lose();
    }
}

/// What a closed channel had handed out goes back to its queue.
void Receiver::close_channels(Connection& connection) {
    for (auto entry = channels_.begin(); entry != channels_.end();) {
        const auto& subscription = entry->second.subscription;
        if (!subscription->may_close()) {
            ++entry;
            continue;
        }
        connection.close_channel(entry->first);
        forget(subscription);
        entry = channels_.erase(entry);
    }
}

void Receiver::forget(const std::shared_ptr<Subscription>& subscription) {
    const std::lock_guard lock{mutex_};
    std::erase(subscriptions_, subscription);
}

}  // namespace instante::amqp
