#pragma once

#include <amqp.h>

#include <array>
#include <chrono>
#include <string>

#include "bus/bus.hpp"

namespace instante::amqp {

/// A message as it lies in a queue: a dead one says why, and since when.
struct Letter {
    bus::Message message;
    std::string reason = {};
    std::chrono::microseconds dead_since{};  ///< since 1970: finer than a timestamp, so that dead letters keep their order
};

/// The AMQP properties of a letter, for as long as both live: `message_id`, `type`, `timestamp`, `content_type`,
/// `correlation_id`, `reply_to`, and the headers `attempt`, `timestamp_in_ms`, `request_id`, `traceparent`, `reason`,
/// `dead_since_us`.
class Properties {
public:
    explicit Properties(const Letter& letter);
    Properties(const Properties&) = delete;
    Properties& operator=(const Properties&) = delete;
    [[nodiscard]] const amqp_basic_properties_t* get() const { return &properties_; }

private:
    void header(const char* name, const std::string& text);
    void header(const char* name, std::int64_t number);
    void text(amqp_flags_t flag, amqp_bytes_t& property, const std::string& value);

    amqp_basic_properties_t properties_{};
    std::array<amqp_table_entry_t, 6> headers_{};
};

/// What came over the wire; what is missing stays empty. A letter that the broker gave up itself has its reason too.
Letter read_letter(const amqp_message_t& message);

/// Whether names and properties fit into AMQP's short strings (255 bytes).
bool fits(const bus::Outgoing& outgoing);

}  // namespace instante::amqp
