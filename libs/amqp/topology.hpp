#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "amqp/connection.hpp"
#include "bus/bus.hpp"

/// How the bus lies in the broker (docs/decisions/0011): two topic exchanges, and for a queue `q` the queues `q`, `q.dead` and,
/// once somebody waits there, `q.retry.<ms>`.
namespace instante::amqp {

inline constexpr const char* queues_exchange = "instante.queues";  ///< its keys are the names of queues
inline constexpr const char* events_exchange = "instante.events";

/// A queue as the broker is asked for it.
struct Declaration {
    struct Argument {
        const char* name;
        std::variant<std::int64_t, std::string> value;
    };
    std::string name;
    bool exclusive = false;  ///< of this connection, gone with its last consumer
    std::vector<Argument> arguments = {};
    std::vector<std::string> events = {};  ///< keys that bind it to the events
};

std::string dead_name(const std::string& queue);
std::string retry_name(const std::string& queue, std::chrono::milliseconds delay);

/// `queue` itself.
Declaration work_queue(const bus::Queue& queue);
/// Where its dead letters lie.
Declaration dead_queue(const std::string& queue);
/// Where what failed waits for `delay`, and then goes back.
Declaration retry_queue(const std::string& queue, std::chrono::milliseconds delay);

/// Makes the exchanges where they are not there.
Answer declare_exchanges(Connection& connection, amqp_channel_t channel);
/// Makes the queue and binds it. One that is there with other arguments stays as it is: `AMQP_PRECONDITION_FAILED`.
Answer declare(Connection& connection, amqp_channel_t channel, const Declaration& queue);
/// The queue with what belongs to it. The first that failed.
Answer declare_all(Connection& connection, amqp_channel_t channel, const bus::Queue& queue);

/// How many messages wait in a queue.
struct Count {
    Answer answer;
    std::size_t ready = 0;
};
Count count(Connection& connection, amqp_channel_t channel, const std::string& queue);

/// The queues that this process declared. Safe from any thread.
class Declared {
public:
    void add(bus::Queue queue);
    [[nodiscard]] std::optional<bus::Queue> find(const std::string& name) const;
    /// One that nobody declared here is as all are that say no more than their name.
    [[nodiscard]] bus::Queue find_or_new(const std::string& name) const;
    /// Those that outlive a connection.
    [[nodiscard]] std::vector<bus::Queue> durable() const;

private:
    mutable std::mutex mutex_;
    std::map<std::string, bus::Queue> queues_;
};

}  // namespace instante::amqp
