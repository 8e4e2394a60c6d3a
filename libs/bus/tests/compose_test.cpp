#include "bus/compose.hpp"

#include <gtest/gtest.h>

#include "telemetry/trace.hpp"

namespace instante::bus {
namespace {

constexpr core::Timestamp noon{std::chrono::milliseconds{1'760'000'000'000}};
const core::Trace cause{"request-1", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"};

TEST(Compose, GivesAMessageItsTimeAndASpanOfTheSameTrace) {
    const auto sent = compose({to_queue("token"), "token.request.v1", "7:", "{}", "question", "token-notification"}, noon, cause);
    EXPECT_EQ(sent.address.to, Address::To::queue);
    EXPECT_EQ(sent.address.name, "token");
    EXPECT_EQ(sent.message.type, "token.request.v1");
    EXPECT_EQ(sent.message.id, "7:");
    EXPECT_EQ(sent.message.body, "{}");
    EXPECT_EQ(sent.message.correlation_id, "question");
    EXPECT_EQ(sent.message.reply_to, "token-notification");
    EXPECT_EQ(sent.message.timestamp, noon);
    EXPECT_EQ(sent.message.attempt, 0);
    EXPECT_EQ(sent.message.trace.request_id, cause.request_id);
    EXPECT_EQ(telemetry::trace_id(sent.message.trace.traceparent), telemetry::trace_id(cause.traceparent));
    EXPECT_NE(sent.message.trace.traceparent, cause.traceparent);
}

TEST(Compose, AnEventIsNamedByItsKeyAndItsTypeBearsTheVersion) {
    const auto draft = event("user.created", "u1", "{}");
    EXPECT_EQ(draft.address.to, Address::To::events);
    EXPECT_EQ(draft.address.name, "user.created");
    EXPECT_EQ(draft.type, "user.created.v1");
}

}  // namespace
}  // namespace instante::bus
