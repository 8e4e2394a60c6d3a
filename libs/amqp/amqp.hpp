#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "bus/bus.hpp"
#include "bus/delays.hpp"
#include "core/error.hpp"
#include "core/time.hpp"
#include "telemetry/log.hpp"

namespace instante::amqp {

struct Options {
    std::string url;           ///< `amqp(s)://user:password@host[:port][/vhost][?heartbeat=seconds]`
    std::string name;          ///< what the broker's operator sees of us
    std::string ca_file = {};  ///< certificates to trust for amqps, besides the system's (`--ca-file`); empty: the system's alone
    bus::Delays delays = {};
    std::chrono::seconds heartbeat{10};
    std::chrono::milliseconds deadline{5'000};           ///< to connect, and for an answer of the broker
    std::chrono::milliseconds patience{30'000};          ///< at the start: for answers of a broker that is there, and for queues
    std::chrono::milliseconds confirm_deadline{15'000};  ///< a confirm that takes longer is unknown, its connection given up
};

/// The bus over RabbitMQ (AMQP 0-9-1), made of quorum queues (docs/decisions/0011). Connects once, so that a wrong address, user
/// or vhost shows at the start (a broker that is there but has much to do is waited for); whatever is lost later is connected
/// anew, with what was declared. It must outlive its consumers.
/// Errors: `engine_away`, with a sentence for the operator in the note that holds no secret.
Result<std::unique_ptr<bus::Bus>> open_bus(Options options, const core::Clock& clock, telemetry::Log log);

}  // namespace instante::amqp
