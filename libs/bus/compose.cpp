#include "bus/compose.hpp"

#include <utility>

#include "telemetry/trace.hpp"

namespace instante::bus {

Draft event(std::string_view key, std::string id, std::string body) {
    return {to_events(std::string{key}), std::string{key} + ".v1", std::move(id), std::move(body)};
}

Outgoing compose(Draft draft, core::Timestamp now, const core::Trace& cause) {
    Outgoing outgoing{std::move(draft.address), {}};
    auto& message = outgoing.message;
    message.id = std::move(draft.id);
    message.type = std::move(draft.type);
    message.body = std::move(draft.body);
    message.timestamp = now;
    message.correlation_id = std::move(draft.correlation_id);
    message.reply_to = std::move(draft.reply_to);
    message.trace = telemetry::child_of(cause);
    return outgoing;
}

}  // namespace instante::bus
