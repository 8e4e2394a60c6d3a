#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/error.hpp"

namespace instante::amqp {

/// Where the broker is and who we are to it.
struct Server {
    bool tls = false;
    std::string host;
    std::uint16_t port = 0;
    std::string user;
    std::string password;
    std::string vhost;
    std::optional<std::chrono::seconds> heartbeat;  ///< `?heartbeat=`

    /// `host:port`: what may be told.
    [[nodiscard]] std::string place() const { return host + ":" + std::to_string(port); }
};

/// Reads `amqp(s)://user:password@host[:port][/vhost][?heartbeat=seconds]` (RabbitMQ's URI specification: without a vhost it is
/// `/`). Errors: `invalid_fields`; the note does not repeat the URL.
Result<Server> parse_server(std::string_view url);

}  // namespace instante::amqp
