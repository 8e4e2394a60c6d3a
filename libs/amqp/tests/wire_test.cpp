#include "amqp/wire.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <string>

#include "amqp/connection.hpp"

namespace instante::amqp {
namespace {

using namespace std::chrono_literals;

/// What a reader makes of a letter that was written.
Letter there_and_back(const Letter& letter) {
    const Properties properties{letter};
    amqp_message_t message{};
    message.properties = *properties.get();
    message.body = to_bytes(letter.message.body);
    return read_letter(message);
}

amqp_table_entry_t entry(const char* key, const amqp_field_value_t& value) {
    return {amqp_cstring_bytes(key), value};
}

amqp_field_value_t text(const char* value) {
    amqp_field_value_t field{};
    field.kind = AMQP_FIELD_KIND_UTF8;
    field.value.bytes = amqp_cstring_bytes(value);
    return field;
}

TEST(Wire, ADeadLetterKeepsItsReasonAndItsMoment) {
    Letter letter;
    letter.message.id = "m-1";
    letter.message.attempt = 7;
    letter.reason = "invalid-fields: not ours";
    letter.dead_since = 1'700'000'000'123'456us;
    const auto read = there_and_back(letter);
    EXPECT_EQ(read.message.id, "m-1");
    EXPECT_EQ(read.message.attempt, 7);
    EXPECT_EQ(read.reason, letter.reason);
    EXPECT_EQ(read.dead_since, letter.dead_since);
}

TEST(Wire, AMessageOfAnotherHandIsReadAsFarAsItGoes) {
    amqp_message_t message{};
    message.body = amqp_cstring_bytes("{}");
    auto read = read_letter(message);
    EXPECT_EQ(read.message.body, "{}");
    EXPECT_EQ(read.message.id, "");
    EXPECT_EQ(read.message.timestamp, core::Timestamp{});

    amqp_field_value_t attempt{};
    attempt.kind = AMQP_FIELD_KIND_I32;
    attempt.value.i32 = 3;
    std::array headers{entry("attempt", attempt), entry("traceparent", text("00-1-1-01")),
                       entry("timestamp_in_ms", text("no number"))};
    message.properties._flags = AMQP_BASIC_HEADERS_FLAG | AMQP_BASIC_TIMESTAMP_FLAG;
    message.properties.headers = {static_cast<int>(headers.size()), headers.data()};
    message.properties.timestamp = 1'700'000'000;
    read = read_letter(message);
    EXPECT_EQ(read.message.attempt, 3);
    EXPECT_EQ(read.message.trace.traceparent, "00-1-1-01");
    EXPECT_EQ(read.message.timestamp, core::Timestamp{1'700'000'000s});
}

TEST(Wire, ALetterThatTheBrokerGaveUpSaysSo) {
    amqp_field_value_t time{};
    time.kind = AMQP_FIELD_KIND_TIMESTAMP;
    time.value.u64 = 1'700'000'000;
    std::array facts{entry("reason", text("delivery_limit")), entry("time", time)};
    amqp_field_value_t death{};
    death.kind = AMQP_FIELD_KIND_TABLE;
    death.value.table = {static_cast<int>(facts.size()), facts.data()};
    amqp_field_value_t deaths{};
    deaths.kind = AMQP_FIELD_KIND_ARRAY;
    deaths.value.array = {1, &death};
    auto header = entry("x-death", deaths);
    amqp_message_t message{};
    message.properties._flags = AMQP_BASIC_HEADERS_FLAG;
    message.properties.headers = {1, &header};
    const auto read = read_letter(message);
    EXPECT_THAT(read.reason, testing::HasSubstr("delivery-limit"));
    EXPECT_EQ(read.dead_since, 1'700'000'000s);
}

TEST(Wire, NamesThatAmqpCannotCarryDoNotFit) {
    bus::Outgoing outgoing{bus::to_queue("work"), {}};
    outgoing.message.id = std::string(255, 'i');
    EXPECT_TRUE(fits(outgoing));
    outgoing.message.reply_to = std::string(256, 'r');
    EXPECT_FALSE(fits(outgoing));
}

}  // namespace
}  // namespace instante::amqp
