#include "amqp/wire.hpp"

#include <algorithm>
#include <limits>
#include <span>
#include <string_view>

#include "amqp/connection.hpp"

namespace instante::amqp {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::uint8_t persistent = 2;
constexpr std::size_t short_string_limit = 255;

std::span<const amqp_table_entry_t> entries_of(const amqp_table_t& table) {
    return {table.entries, static_cast<std::size_t>(table.num_entries)};
}

const amqp_field_value_t* find(const amqp_table_t& table, std::string_view name) {
    const auto entries = entries_of(table);
    const auto found = std::ranges::find_if(entries, [&](const auto& entry) { return to_view(entry.key) == name; });
    return found == entries.end() ? nullptr : &found->value;
}

std::string text_in(const amqp_table_t& table, std::string_view name) {
    const auto* value = find(table, name);
    return value != nullptr && value->kind == AMQP_FIELD_KIND_UTF8 ? std::string{to_view(value->value.bytes)} : std::string{};
}

/// Clients of other languages write integers in any width.
std::int64_t number_in(const amqp_table_t& table, std::string_view name) {
    const auto* value = find(table, name);
    if (value == nullptr) return 0;
    switch (value->kind) {
        case AMQP_FIELD_KIND_I8:
            return value->value.i8;
        case AMQP_FIELD_KIND_U8:
            return value->value.u8;
        case AMQP_FIELD_KIND_I16:
            return value->value.i16;
        case AMQP_FIELD_KIND_U16:
            return value->value.u16;
        case AMQP_FIELD_KIND_I32:
            return value->value.i32;
        case AMQP_FIELD_KIND_U32:
            return value->value.u32;
        case AMQP_FIELD_KIND_I64:
            return value->value.i64;
        case AMQP_FIELD_KIND_TIMESTAMP:
            return static_cast<std::int64_t>(std::min<std::uint64_t>(value->value.u64, std::numeric_limits<std::int64_t>::max()));
        default:
            return 0;
    }
}

/// The broker's own note on a letter that it gave up (`x-death`, the newest first).
void read_death(const amqp_table_t& headers, Letter& letter) {
    const auto* deaths = find(headers, "x-death");
    if (deaths == nullptr || deaths->kind != AMQP_FIELD_KIND_ARRAY || deaths->value.array.num_entries == 0) return;
    const auto& newest = deaths->value.array.entries[0];
    if (newest.kind != AMQP_FIELD_KIND_TABLE) return;
    const auto why = text_in(newest.value.table, "reason");
    letter.reason = why == "delivery_limit" ? "delivery-limit: its consumers ended without an answer, again and again" : why;
    constexpr std::int64_t latest = 1LL << 40;
    letter.dead_since = seconds{std::clamp<std::int64_t>(number_in(newest.value.table, "time"), 0, latest)};
}

std::string text_if(const amqp_basic_properties_t& properties, amqp_flags_t flag, const amqp_bytes_t& value) {
    return (properties._flags & flag) != 0 ? std::string{to_view(value)} : std::string{};
}

core::Timestamp timestamp_of(const amqp_basic_properties_t& properties, const amqp_table_t& headers) {
    if (const auto exact = number_in(headers, "timestamp_in_ms"); exact != 0) return core::Timestamp{milliseconds{exact}};
    if ((properties._flags & AMQP_BASIC_TIMESTAMP_FLAG) == 0) return {};
    constexpr std::uint64_t latest = 1ULL << 40;
    return core::Timestamp{seconds{static_cast<std::int64_t>(std::min(properties.timestamp, latest))}};
}

}  // namespace

Properties::Properties(const Letter& letter) {
    const auto& message = letter.message;
    properties_._flags = AMQP_BASIC_CONTENT_TYPE_FLAG | AMQP_BASIC_DELIVERY_MODE_FLAG | AMQP_BASIC_TIMESTAMP_FLAG;
    properties_.content_type = amqp_cstring_bytes("application/json");
    properties_.delivery_mode = persistent;
    const auto since_1970 = message.timestamp.time_since_epoch();
    properties_.timestamp = static_cast<std::uint64_t>(std::max<std::int64_t>(since_1970.count() / 1000, 0));
    text(AMQP_BASIC_MESSAGE_ID_FLAG, properties_.message_id, message.id);
    text(AMQP_BASIC_TYPE_FLAG, properties_.type, message.type);
    text(AMQP_BASIC_CORRELATION_ID_FLAG, properties_.correlation_id, message.correlation_id);
    text(AMQP_BASIC_REPLY_TO_FLAG, properties_.reply_to, message.reply_to);
    header("attempt", message.attempt);
    header("timestamp_in_ms", since_1970.count());
    header("request_id", message.trace.request_id);
    header("traceparent", message.trace.traceparent);
    header("reason", letter.reason);
    if (letter.dead_since.count() != 0) header("dead_since_us", letter.dead_since.count());
    properties_._flags |= AMQP_BASIC_HEADERS_FLAG;
}

void Properties::text(amqp_flags_t flag, amqp_bytes_t& property, const std::string& value) {
    if (value.empty()) return;
    properties_._flags |= flag;
    property = to_bytes(value);
}

void Properties::header(const char* name, const std::string& text) {
    if (text.empty()) return;
    auto& entry = headers_.at(static_cast<std::size_t>(properties_.headers.num_entries++));
    entry.key = amqp_cstring_bytes(name);
    entry.value.kind = AMQP_FIELD_KIND_UTF8;
    entry.value.value.bytes = to_bytes(text);
    properties_.headers.entries = headers_.data();
}

void Properties::header(const char* name, std::int64_t number) {
    auto& entry = headers_.at(static_cast<std::size_t>(properties_.headers.num_entries++));
    entry.key = amqp_cstring_bytes(name);
    entry.value.kind = AMQP_FIELD_KIND_I64;
    entry.value.value.i64 = number;
    properties_.headers.entries = headers_.data();
}

Letter read_letter(const amqp_message_t& message) {
    const auto& properties = message.properties;
    const amqp_table_t none{0, nullptr};
    const auto& headers = (properties._flags & AMQP_BASIC_HEADERS_FLAG) != 0 ? properties.headers : none;
    Letter letter;
    auto& read = letter.message;
    read.id = text_if(properties, AMQP_BASIC_MESSAGE_ID_FLAG, properties.message_id);
    read.type = text_if(properties, AMQP_BASIC_TYPE_FLAG, properties.type);
    read.body = std::string{to_view(message.body)};
    read.timestamp = timestamp_of(properties, headers);
    read.correlation_id = text_if(properties, AMQP_BASIC_CORRELATION_ID_FLAG, properties.correlation_id);
    read.reply_to = text_if(properties, AMQP_BASIC_REPLY_TO_FLAG, properties.reply_to);
    read.trace = {text_in(headers, "request_id"), text_in(headers, "traceparent")};
    read.attempt = static_cast<int>(std::clamp<std::int64_t>(number_in(headers, "attempt"), 0, 1000));
    letter.reason = text_in(headers, "reason");
    letter.dead_since = microseconds{number_in(headers, "dead_since_us")};
    if (letter.reason.empty()) read_death(headers, letter);
    return letter;
}

bool fits(const bus::Outgoing& outgoing) {
    const auto& message = outgoing.message;
    const auto texts = {&outgoing.address.name, &message.id, &message.type, &message.correlation_id, &message.reply_to};
    return std::ranges::all_of(texts, [](const std::string* text) { return text->size() <= short_string_limit; });
}

}  // namespace instante::amqp
