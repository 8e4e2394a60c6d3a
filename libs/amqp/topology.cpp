#include "amqp/topology.hpp"

#include <utility>

namespace instante::amqp {
namespace {

/// A consumer's death counts as a delivery, and so does one that took half an hour: far more than RabbitMQ's own 20.
constexpr std::int64_t delivery_limit = 200;
/// Whoever looks at a dead letter is handed it: no number of looks may end it.
constexpr std::int64_t look_limit = 1'000'000'000;

using Argument = Declaration::Argument;

std::vector<Argument> quorum() {
    return {{"x-queue-type", "quorum"}};
}

/// What leaves the queue goes to `key` through the exchange of queues, and is not let go before it is there.
void hand_on(std::vector<Argument>& arguments, std::string key) {
    arguments.push_back({"x-dead-letter-exchange", queues_exchange});
    arguments.push_back({"x-dead-letter-routing-key", std::move(key)});
    arguments.push_back({"x-dead-letter-strategy", "at-least-once"});
    arguments.push_back({"x-overflow", "reject-publish"});
}

/// rabbitmq-c's table over arguments that outlive it.
class Table {
public:
    explicit Table(const std::vector<Argument>& arguments) {
        entries_.reserve(arguments.size());
        for (const auto& argument : arguments) {
            auto& entry = entries_.emplace_back();
            entry.key = amqp_cstring_bytes(argument.name);
            if (const auto* text = std::get_if<std::string>(&argument.value)) {
                entry.value.kind = AMQP_FIELD_KIND_UTF8;
                entry.value.value.bytes = to_bytes(*text);
            } else {
                entry.value.kind = AMQP_FIELD_KIND_I64;
                entry.value.value.i64 = std::get<std::int64_t>(argument.value);
            }
        }
    }
    [[nodiscard]] amqp_table_t get() { return {static_cast<int>(entries_.size()), entries_.data()}; }

private:
    std::vector<amqp_table_entry_t> entries_;
};

Answer declare_exchange(Connection& connection, amqp_channel_t channel, const char* name) {
    const auto exchange = amqp_cstring_bytes(name);
    const auto type = amqp_cstring_bytes("topic");
    // Looked for first: who may not make exchanges may still use them.
    amqp_exchange_declare(connection.state(), channel, exchange, type, 1, 1, 0, 0, amqp_empty_table);
    auto answer = connection.outcome(channel);
    if (answer.code != AMQP_NOT_FOUND) return answer;
    amqp_exchange_declare(connection.state(), channel, exchange, type, 0, 1, 0, 0, amqp_empty_table);
    return connection.outcome(channel);
}

Answer bind(Connection& connection, amqp_channel_t channel, const std::string& queue, const char* exchange,
            const std::string& key) {
    amqp_queue_bind(connection.state(), channel, to_bytes(queue), amqp_cstring_bytes(exchange), to_bytes(key), amqp_empty_table);
    return connection.outcome(channel);
}

}  // namespace

std::string dead_name(const std::string& queue) {
    return queue + ".dead";
}

std::string retry_name(const std::string& queue, std::chrono::milliseconds delay) {
    return queue + ".retry." + std::to_string(delay.count());
}

Declaration work_queue(const bus::Queue& queue) {
    Declaration work{.name = queue.name, .exclusive = queue.per_instance, .events = queue.events};
    if (queue.per_instance) {
        work.arguments.push_back({"x-max-length", static_cast<std::int64_t>(queue.max_length)});
        return work;
    }
    work.arguments = quorum();
    work.arguments.push_back({"x-max-length", static_cast<std::int64_t>(queue.max_length)});
    work.arguments.push_back({"x-delivery-limit", delivery_limit});
    hand_on(work.arguments, dead_name(queue.name));
    return work;
}

Declaration dead_queue(const std::string& queue) {
    Declaration dead{.name = dead_name(queue), .arguments = quorum()};
    dead.arguments.push_back({"x-delivery-limit", look_limit});
    return dead;
}

Declaration retry_queue(const std::string& queue, std::chrono::milliseconds delay) {
    Declaration retry{.name = retry_name(queue, delay), .arguments = quorum()};
    retry.arguments.push_back({"x-message-ttl", static_cast<std::int64_t>(delay.count())});
    hand_on(retry.arguments, queue);
    return retry;
}

Answer declare_exchanges(Connection& connection, amqp_channel_t channel) {
    auto answer = declare_exchange(connection, channel, queues_exchange);
    return answer.ok() ? declare_exchange(connection, channel, events_exchange) : answer;
}

Answer declare(Connection& connection, amqp_channel_t channel, const Declaration& queue) {
    Table arguments{queue.arguments};
    const amqp_boolean_t of_instance = queue.exclusive ? 1 : 0;
    const amqp_boolean_t durable = queue.exclusive ? 0 : 1;
    amqp_queue_declare(connection.state(), channel, to_bytes(queue.name), 0, durable, of_instance, of_instance, arguments.get());
    auto made = connection.outcome(channel);
    if (!made.ok() && made.code != AMQP_PRECONDITION_FAILED) return made;
    auto bound = bind(connection, channel, queue.name, queues_exchange, queue.name);
    for (auto event = queue.events.begin(); bound.ok() && event != queue.events.end(); ++event)
        bound = bind(connection, channel, queue.name, events_exchange, *event);
    return bound.ok() ? made : bound;
}

Answer declare_all(Connection& connection, amqp_channel_t channel, const bus::Queue& queue) {
    if (!queue.per_instance) {
        const auto dead = declare(connection, channel, dead_queue(queue.name));
        if (!dead.ok() && dead.code != AMQP_PRECONDITION_FAILED) return dead;
    }
    return declare(connection, channel, work_queue(queue));
}

Count count(Connection& connection, amqp_channel_t channel, const std::string& queue) {
    const auto* declared = amqp_queue_declare(connection.state(), channel, to_bytes(queue), 1, 0, 0, 0, amqp_empty_table);
    const std::size_t ready = declared == nullptr ? 0 : declared->message_count;
    return {connection.outcome(channel), ready};
}

void Declared::add(bus::Queue queue) {
    const std::lock_guard lock{mutex_};
    auto name = queue.name;
    queues_.insert_or_assign(std::move(name), std::move(queue));
}

std::optional<bus::Queue> Declared::find(const std::string& name) const {
    const std::lock_guard lock{mutex_};
    const auto found = queues_.find(name);
    return found == queues_.end() ? std::nullopt : std::optional{found->second};
}

bus::Queue Declared::find_or_new(const std::string& name) const {
    if (auto found = find(name)) return std::move(*found);
    bus::Queue queue;
    queue.name = name;
    return queue;
}

std::vector<bus::Queue> Declared::durable() const {
    const std::lock_guard lock{mutex_};
    std::vector<bus::Queue> all;
    for (const auto& [name, queue] : queues_)
        if (!queue.per_instance) all.push_back(queue);
    return all;
}

}  // namespace instante::amqp
