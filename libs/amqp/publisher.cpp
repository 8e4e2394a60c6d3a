#include "amqp/publisher.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace instante::amqp {
namespace {

using Steady = std::chrono::steady_clock;

constexpr amqp_channel_t stream = 1;    ///< of what is sent, with confirms
constexpr amqp_channel_t requests = 2;  ///< of what is asked: a refusal closes its channel, and must not disturb the stream
constexpr std::size_t window = 2'000;   ///< messages on the wire, unconfirmed
constexpr std::size_t waiting_limit = 10'000;
constexpr int frames_in_a_turn = 4'096;

}  // namespace

Publisher::Publisher(Connection::Options options, std::chrono::milliseconds confirm_deadline, Declared& declared,
                     telemetry::Log log)
    : Worker(std::move(options), std::move(log)), confirm_deadline_(confirm_deadline), declared_(declared) {}

Publisher::~Publisher() {
    {
        const std::lock_guard lock{mutex_};
        is_closed_ = true;
    }
    stop();
}

void Publisher::send(Shipment shipment) {
    const auto count = shipment.parcels.size();
    shipment.open = count;
    if (count == 0) return shipment.done(Result<void>{});
    if (!is_connected()) return shipment.done(core::Error{core::engine_away, "RabbitMQ is away"});
    if (blocked_.load(std::memory_order_relaxed))
        return shipment.done(core::Error{core::overloaded, "RabbitMQ is out of memory or disk"});
    {
        const std::lock_guard lock{mutex_};
        if (!is_closed_ && (messages_waiting_ == 0 || messages_waiting_ + count <= waiting_limit)) {
            messages_waiting_ += count;
            waiting_.push_back(std::make_shared<Shipment>(std::move(shipment)));
            wake();
            return;
        }
    }
    shipment.done(core::Error{core::overloaded, "too many messages wait to be sent"});
}

Answer Publisher::begin(Connection& connection) {
    sent_.clear();
    first_tag_ = 1;
    return_.reset();
    made_.clear();
    headroom_.forget();
    blocked_ = false;
    if (auto opened = connection.open_channel(stream); !opened.ok()) return opened;
    amqp_confirm_select(connection.state(), stream);
    if (auto confirming = connection.outcome(stream); !confirming.ok()) return confirming;
    if (auto opened = connection.open_channel(requests); !opened.ok()) return opened;
    if (auto made = declare_exchanges(connection, requests); !made.ok()) return made;
    for (const auto& queue : declared_.durable()) {
        auto made = declare_all(connection, requests, queue);
        if (made.is_lost()) return made;
    }
    return {};
}

bool Publisher::turn(Connection& connection) {
    const bool is_more = read_frames(connection);
    while (!connection.is_lost() && sent_.size() < window) {
        auto shipment = next();
        if (!shipment) break;
        dispatch(connection, std::move(shipment));
    }
    if (!sent_.empty() && Steady::now() - sent_.front().at > confirm_deadline_) {
        log().error("the message bus does not confirm what it is sent");
        connection.lose();
    }
    return is_more;
}

void Publisher::lost() {
    std::deque<std::shared_ptr<Shipment>> unsent;
    {
        const std::lock_guard lock{mutex_};
        unsent.swap(waiting_);
        messages_waiting_ = 0;
    }
    for (auto& sent : std::exchange(sent_, {}))
        if (!sent.settled) close(*sent.shipment, core::Error{core::timed_out, "the connection was lost before a confirm"});
    for (auto& shipment : unsent) shipment->done(core::Error{core::engine_away, "RabbitMQ is away"});
}

bool Publisher::is_done() {
    const std::lock_guard lock{mutex_};
    return waiting_.empty() && sent_.empty();
}

std::shared_ptr<Shipment> Publisher::next() {
    const std::lock_guard lock{mutex_};
    if (waiting_.empty()) return nullptr;
    auto shipment = std::move(waiting_.front());
    waiting_.pop_front();
    messages_waiting_ -= shipment->parcels.size();
    return shipment;
}

void Publisher::close(Shipment& shipment, std::optional<core::Error> failure) {
    if (failure && !shipment.failure) shipment.failure = std::move(failure);
    if (--shipment.open > 0) return;
    shipment.done(shipment.failure ? Result<void>{*shipment.failure} : Result<void>{});
}

// What is sent

void Publisher::dispatch(Connection& connection, std::shared_ptr<Shipment> shipment) {
    auto refused = prepare(connection, *shipment);
    if (!refused) refused = find_room(connection, *shipment);
    if (refused) {
        shipment->done(std::move(*refused));
        return;
    }
    for (std::size_t i = 0; i < shipment->parcels.size(); ++i) {
        if (!put_on_wire(connection, shipment, i)) {
            const auto unsent = shipment->parcels.size() - i;
            for (std::size_t left = 0; left < unsent; ++left)
                close(*shipment, core::Error{core::timed_out, "the connection was lost while sending"});
            return;
        }
    }
}

std::optional<core::Error> Publisher::prepare(Connection& connection, const Shipment& shipment) {
    if (!shipment.needs || made_.contains(shipment.needs->name)) return std::nullopt;
    const auto made = declare(connection, requests, *shipment.needs);
    if (!made.ok() && made.code != AMQP_PRECONDITION_FAILED) return made.error();
    made_.insert(shipment.needs->name);
    return std::nullopt;
}

std::optional<core::Error> Publisher::find_room(Connection& connection, const Shipment& shipment) {
    std::map<std::string, std::size_t> wanted;
    for (const auto& parcel : shipment.parcels)
        if (!parcel.is_event) ++wanted[parcel.key];
    for (const auto& [queue, messages] : wanted) {
        if (headroom_.fits(queue, messages)) continue;
        const auto known = declared_.find(queue);
        if (!known || known->per_instance) continue;
        const auto now = Steady::now();
        if (headroom_.is_stale(queue, now)) {
            const auto waiting = count(connection, requests, queue);
            if (waiting.answer.code == AMQP_NOT_FOUND) continue;
            if (!waiting.answer.ok()) return waiting.answer.error();
            headroom_.learn(queue, known->max_length, waiting.ready, now);
        }
        if (!headroom_.fits(queue, messages)) return core::Error{core::overloaded, "the queue " + queue + " is full"};
    }
    for (const auto& [queue, messages] : wanted) headroom_.use(queue, messages);
    return std::nullopt;
}

bool Publisher::put_on_wire(Connection& connection, const std::shared_ptr<Shipment>& shipment, std::size_t index) {
    const auto& parcel = shipment->parcels[index];
    const Properties properties{parcel.letter};
    const auto exchange = amqp_cstring_bytes(parcel.is_event ? events_exchange : queues_exchange);
    const amqp_boolean_t mandatory = parcel.is_event ? 0 : 1;
    const int status = amqp_basic_publish(connection.state(), stream, exchange, to_bytes(parcel.key), mandatory, 0,
                                          properties.get(), to_bytes(parcel.letter.message.body));
    if (status != AMQP_STATUS_OK) {
        connection.lose();
        return false;
    }
    sent_.push_back({shipment, index, Steady::now()});
    return true;
}

// What comes back

bool Publisher::read_frames(Connection& connection) {
    for (int i = 0; i < frames_in_a_turn; ++i) {
        amqp_frame_t frame;
        if (connection.read(frame) != Connection::Read::frame) return false;
        if (frame.frame_type == AMQP_FRAME_METHOD) {
            read_method(connection, frame);
        } else if (return_) {
            read_return(frame);
        }
    }
    return true;
}

void Publisher::read_method(Connection& connection, const amqp_frame_t& frame) {
    const auto& method = frame.payload.method;
    switch (method.id) {
        case AMQP_BASIC_ACK_METHOD: {
            const auto* ack = static_cast<const amqp_basic_ack_t*>(method.decoded);
            return settle(connection, ack->delivery_tag, ack->multiple != 0, true);
        }
        case AMQP_BASIC_NACK_METHOD: {
            const auto* nack = static_cast<const amqp_basic_nack_t*>(method.decoded);
            return settle(connection, nack->delivery_tag, nack->multiple != 0, false);
        }
        case AMQP_BASIC_RETURN_METHOD:
            return_.emplace(
                Return{std::string{to_view(static_cast<const amqp_basic_return_t*>(method.decoded)->routing_key)}, {}});
            return;
        case AMQP_CONNECTION_BLOCKED_METHOD:
            blocked_ = true;
            return log().warn("the message bus is out of memory or disk");
        case AMQP_CONNECTION_UNBLOCKED_METHOD:
            blocked_ = false;
            return;
        case AMQP_CHANNEL_CLOSE_METHOD:
        case AMQP_CONNECTION_CLOSE_METHOD:
            log().error("the message bus refuses what it is sent", {{"why", Connection::words_of(method)}});
            return connection.lose();
        default:
            return;
    }
}

void Publisher::read_return(const amqp_frame_t& frame) {
    if (frame.frame_type == AMQP_FRAME_HEADER) {
        const auto* properties = static_cast<const amqp_basic_properties_t*>(frame.payload.properties.decoded);
        return_->id = to_view(properties->message_id);
        return_->bytes_left = frame.payload.properties.body_size;
    } else if (frame.frame_type == AMQP_FRAME_BODY) {
        return_->bytes_left -= std::min<std::uint64_t>(return_->bytes_left, frame.payload.body_fragment.len);
    }
    if (return_->bytes_left == 0) mark_returned();
}

void Publisher::mark_returned() {
    const auto back = std::exchange(return_, std::nullopt);
    const auto is_it = [&](const Sent& sent) {
        return !sent.settled && !sent.returned && sent.parcel().key == back->key && sent.parcel().letter.message.id == back->id;
    };
    const auto found = std::ranges::find_if(sent_, is_it);
    if (found != sent_.end()) found->returned = true;  // its confirm follows
}

void Publisher::settle(Connection& connection, std::uint64_t tag, bool multiple, bool accepted) {
    if (tag < first_tag_ || tag >= first_tag_ + sent_.size()) return;
    const auto last = static_cast<std::size_t>(tag - first_tag_);
    std::vector<Sent> settled;
    for (std::size_t i = multiple ? 0 : last; i <= last; ++i) {
        if (std::exchange(sent_[i].settled, true)) continue;
        settled.push_back(sent_[i]);
    }
    while (!sent_.empty() && sent_.front().settled) {
        sent_.pop_front();
        ++first_tag_;
    }
    for (auto& each : settled) settle_one(connection, std::move(each), accepted);
}

void Publisher::settle_one(Connection& connection, Sent sent, bool accepted) {
    if (!accepted) return close(*sent.shipment, core::Error{core::overloaded, "the queue " + sent.parcel().key + " is full"});
    if (!sent.returned || sent.parcel().may_vanish) return close(*sent.shipment, std::nullopt);
    make_and_send_again(connection, sent);
}

Answer Publisher::make(Connection& connection, const Shipment& shipment, const std::string& queue) {
    if (shipment.needs) return declare(connection, requests, *shipment.needs);
    return declare_all(connection, requests, declared_.find_or_new(queue));
}

void Publisher::make_and_send_again(Connection& connection, const Sent& sent) {
    auto& parcel = sent.parcel();
    if (!std::exchange(parcel.was_returned, true)) {
        const auto made = make(connection, *sent.shipment, parcel.key);
        const bool is_there = made.ok() || made.code == AMQP_PRECONDITION_FAILED;
        if (is_there && put_on_wire(connection, sent.shipment, sent.index)) return;
        if (!is_there) log().warn("a queue is not there, and is not ours to make", {{"queue", parcel.key}, {"why", made.text}});
    }
    close(*sent.shipment, core::Error{core::engine_away, "the queue " + parcel.key + " is not there"});
}

}  // namespace instante::amqp
