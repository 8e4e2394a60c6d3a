#include <algorithm>
#include <map>
#include <mutex>
#include <optional>
#include <utility>

#include "amqp/amqp.hpp"
#include "amqp/dead_letters.hpp"
#include "amqp/desk.hpp"
#include "amqp/feed.hpp"
#include "amqp/publisher.hpp"
#include "amqp/receiver.hpp"
#include "amqp/waits.hpp"
#include "async/one_shot.hpp"
#include "async/signal.hpp"
#include "bus/consumer.hpp"

namespace instante::amqp {
namespace {

using Steady = std::chrono::steady_clock;

constexpr std::chrono::milliseconds declared_again_after{200};

/// Which queues of retries are not there, as far as is known: asking for one that is not makes a line in the broker's log.
class Absent {
public:
    [[nodiscard]] bool is_known(const std::string& queue) {
        const auto seen = seen_.find(queue);
        return seen != seen_.end() && Steady::now() - seen->second < std::chrono::minutes{10};
    }
    void note(const std::string& queue) { seen_.insert_or_assign(queue, Steady::now()); }

private:
    std::map<std::string, Steady::time_point> seen_;
};

class AmqpBus final : public bus::Bus {
public:
    AmqpBus(const Connection::Options& connection, const Options& options, const core::Clock& clock, const telemetry::Log& log)
        : delays_(options.delays),
          patience_(options.patience),
          waits_(options.delays),
          clock_(clock),
          receiver_(connection, declared_, log),
          publisher_(connection, options.confirm_deadline, declared_, log),
          desk_(connection) {}
    AmqpBus(const AmqpBus&) = delete;
    AmqpBus& operator=(const AmqpBus&) = delete;
    ~AmqpBus() override {
        receiver_.stop();  // waits for what it sent on, so before the publisher
        publisher_.stop();
    }

    Result<void> start(std::unique_ptr<Connection> connection);

    Task<Result<void>> declare(bus::Queue queue) override;
    Task<Result<void>> declare_once(bus::Queue queue);
    Task<Result<void>> publish(std::vector<bus::Outgoing> messages) override;
    std::unique_ptr<bus::Consumer> consume(std::string queue, std::size_t prefetch, async::Executor loop,
                                           bus::Handler handler) override;
    Task<Result<bus::Depth>> depth(std::string queue) override;
    Task<Result<std::vector<bus::DeadLetter>>> dead(std::string queue, std::string after, std::size_t limit) override;
    Task<Result<void>> settle_dead(std::string queue, std::string message_id, bool replay) override;
    Task<Result<void>> ping() override;

private:
    void start_receiver();
    Result<bus::Depth> measure(Connection& connection, const std::string& queue);
    void add_consumers(const std::string& queue, bus::Depth& depth);

    bus::Delays delays_;
    std::chrono::milliseconds patience_;
    Waits waits_;
    const core::Clock& clock_;
    Declared declared_;
    std::once_flag receiver_started_;
    Receiver receiver_;
    Publisher publisher_;
    Absent absent_;                                          // of the desk's thread
    std::map<std::string, Steady::time_point> waits_since_;  // of the desk's thread: queues that nobody here consumes
    Desk desk_;                                              // last: its thread ends before what it uses
};

Result<void> AmqpBus::start(std::unique_ptr<Connection> connection) {
    const auto begun = publisher_.start(std::move(connection));
    return begun.ok() ? Result<void>{} : begun.error();
}

/// A command that only looks at dead letters needs none.
void AmqpBus::start_receiver() {
    std::call_once(receiver_started_, [this] { static_cast<void>(receiver_.start(nullptr)); });
}

/// Tried again for a while: where two processes make a new queue at once, or one consumes what the other still makes,
/// RabbitMQ 3.10 may end their connections (INTERNAL_ERROR), and what is asked until they are back fails with them. A broker that
/// has much to do may take longer for a new queue than an answer may.
Task<Result<void>> AmqpBus::declare(bus::Queue queue) {
    for (const auto until = Steady::now() + patience_;;) {
        auto outcome = co_await declare_once(queue);
        if (outcome || outcome.error().code() != core::engine_away || Steady::now() > until) co_return outcome;
        co_await async::sleep(declared_again_after);
    }
}

Task<Result<void>> AmqpBus::declare_once(bus::Queue queue) {
    if (queue.per_instance) {
        start_receiver();
        auto made = receiver_.declare(queue);
        auto outcome = co_await made.wait();
        if (outcome) declared_.add(std::move(queue));
        co_return outcome;
    }
    declared_.add(queue);
    auto question = [queue = std::move(queue)](Connection& connection) -> Result<void> {
        const auto made = declare_all(connection, Desk::channel, queue);
        if (made.ok() || made.code == AMQP_PRECONDITION_FAILED) return {};  // there since before, with other bounds: it stays
        return made.error();
    };
    auto asked = desk_.ask(std::move(question));
    auto outcome = co_await std::move(asked);
    co_return outcome;
}

Task<Result<void>> AmqpBus::publish(std::vector<bus::Outgoing> messages) {
    Shipment shipment;
    for (auto& outgoing : messages) {
        if (!fits(outgoing)) co_return core::Error{core::invalid_fields, "a name of " + outgoing.message.type + " is too long"};
        const bool is_answer = !outgoing.message.correlation_id.empty() && outgoing.message.reply_to.empty();
        shipment.parcels.push_back({.is_event = outgoing.address.to == bus::Address::To::events,
                                    .key = std::move(outgoing.address.name),
                                    .letter = {std::move(outgoing.message)},
                                    .may_vanish = is_answer});
    }
    const async::OneShot<Result<void>> published;
    shipment.done = [published](Result<void> outcome) { published.set(std::move(outcome)); };
    publisher_.send(std::move(shipment));
    auto outcome = co_await published.wait();
    co_return outcome;
}

std::unique_ptr<bus::Consumer> AmqpBus::consume(std::string queue, std::size_t prefetch, async::Executor loop,
                                                bus::Handler handler) {
    start_receiver();
    auto feed = make_feed(receiver_.subscribe(queue, prefetch), receiver_, publisher_, waits_);
    return bus::make_consumer(std::move(feed), prefetch, std::move(loop), std::move(handler), delays_);
}

Task<Result<bus::Depth>> AmqpBus::depth(std::string queue) {
    auto question = [this, queue = std::move(queue)](Connection& connection) { return measure(connection, queue); };
    auto asked = desk_.ask(std::move(question));
    auto outcome = co_await std::move(asked);
    co_return outcome;
}

Result<bus::Depth> AmqpBus::measure(Connection& connection, const std::string& queue) {
    bus::Depth depth;
    const auto add = [&](const std::string& name, std::size_t& to) -> Result<void> {
        const auto counted = count(connection, Desk::channel, name);
        if (counted.answer.code == AMQP_NOT_FOUND) absent_.note(name);
        if (!counted.answer.ok() && counted.answer.code != AMQP_NOT_FOUND) return counted.answer.error();
        to += counted.ready;
        return {};
    };
    const auto known = declared_.find(queue);
    if (!known || !known->per_instance) {
        if (auto added = add(queue, depth.ready); !added) return added.error();
        if (auto added = add(dead_name(queue), depth.dead); !added) return added.error();
        for (const auto wait : waits_.all()) {
            const auto name = retry_name(queue, wait);
            if (absent_.is_known(name)) continue;
            if (auto added = add(name, depth.ready); !added) return added.error();
        }
    }
    add_consumers(queue, depth);
    return depth;
}

/// A queue cannot be looked into: the oldest message is the oldest that our consumers have and did not begin with, or where
/// nobody here consumes, has waited at least since the queue was first seen not to be empty.
void AmqpBus::add_consumers(const std::string& queue, bus::Depth& depth) {
    using std::chrono::milliseconds;
    const auto consumers = receiver_.consumers_of(queue);
    for (const auto& consumer : consumers) {
        depth.in_flight += consumer->in_hand();
        if (const auto oldest = consumer->oldest()) depth.oldest = std::max(depth.oldest, clock_.now() - *oldest);
    }
    if (depth.ready == 0 || !consumers.empty()) {
        waits_since_.erase(queue);
        return;
    }
    const auto now = Steady::now();
    const auto since = waits_since_.emplace(queue, now).first->second;
    depth.oldest = std::chrono::ceil<milliseconds>(now - since);
}

Task<Result<std::vector<bus::DeadLetter>>> AmqpBus::dead(std::string queue, std::string after, std::size_t limit) {
    auto question = [queue = std::move(queue), after = std::move(after), limit](Connection& connection) {
        return dead_letters(connection, queue, after, limit);
    };
    auto asked = desk_.ask(std::move(question));
    auto outcome = co_await std::move(asked);
    co_return outcome;
}

Task<Result<void>> AmqpBus::settle_dead(std::string queue, std::string message_id, bool replay) {
    auto question = [queue = std::move(queue), id = std::move(message_id), replay](Connection& connection) {
        return settle_dead_letter(connection, queue, id, replay);
    };
    auto asked = desk_.ask(std::move(question));
    auto outcome = co_await std::move(asked);
    co_return outcome;
}

Task<Result<void>> AmqpBus::ping() {
    if (!publisher_.is_connected()) co_return core::Error{core::engine_away, "RabbitMQ is away"};
    auto question = [](Connection& connection) -> Result<void> {
        const auto made = declare_exchanges(connection, Desk::channel);
        return made.ok() ? Result<void>{} : made.error();
    };
    auto asked = desk_.ask(std::move(question));
    auto outcome = co_await std::move(asked);
    co_return outcome;
}

}  // namespace

Result<std::unique_ptr<bus::Bus>> open_bus(Options options, const core::Clock& clock, telemetry::Log log) {
    auto server = parse_server(options.url);
    if (!server) return server.error();
    const auto heartbeat = server->heartbeat.value_or(options.heartbeat);
    const Connection::Options settings{std::move(*server), options.ca_file,  options.name,
                                       heartbeat,          options.deadline, options.deadline};
    auto first = settings;
    first.answer_deadline = std::max(options.patience, options.deadline);
    auto connection = Connection::open(first);
    if (!connection) return connection.error();
    auto made = std::make_unique<AmqpBus>(settings, options, clock, log);
    if (auto started = made->start(std::move(*connection)); !started) return started.error();
    return std::unique_ptr<bus::Bus>{std::move(made)};
}

}  // namespace instante::amqp
