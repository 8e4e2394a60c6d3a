#pragma once

#include <string>
#include <string_view>

#include "bus/message.hpp"
#include "core/time.hpp"
#include "core/trace.hpp"

namespace instante::bus {

/// What one message says, without the properties that all have.
struct Draft {
    Address address;
    std::string type;
    std::string id;  ///< the same message again has the same
    std::string body;
    std::string correlation_id = {};
    std::string reply_to = {};
};

/// The event `key`, in its first version: `user.created` is of the type `user.created.v1`.
Draft event(std::string_view key, std::string id, std::string body);

/// The message as it is sent at `now` by work that runs under `cause`: a span of its own in the same trace.
Outgoing compose(Draft draft, core::Timestamp now, const core::Trace& cause);

}  // namespace instante::bus
