#pragma once

#include <cstdint>
#include <string>

#include "core/time.hpp"
#include "core/trace.hpp"

namespace instante::bus {

/// What travels between services: a JSON body and the properties of docs/contracts (AMQP's names).
struct Message {
    std::string id;    ///< `message_id`: the same message again has the same id
    std::string type;  ///< e.g. `publication.create.v1`
    std::string body;  ///< JSON
    core::Timestamp timestamp{};
    std::string correlation_id;
    std::string reply_to;  ///< the queue that wants the answer
    core::Trace trace;
    int attempt = 0;  ///< 0 at the first delivery
};

/// Where a message goes: to one queue, or as an event to every queue bound to its key (topic exchange `instante.events`).
struct Address {
    enum class To : std::uint8_t { queue, events };
    To to = To::queue;
    std::string name;  ///< the queue, or the routing key, e.g. `user.created`
};

inline Address to_queue(std::string name) {
    return {Address::To::queue, std::move(name)};
}
inline Address to_events(std::string key) {
    return {Address::To::events, std::move(key)};
}

/// A message with its address: what an outbox keeps and a relay publishes.
struct Outgoing {
    Address address;
    Message message;
};

}  // namespace instante::bus
