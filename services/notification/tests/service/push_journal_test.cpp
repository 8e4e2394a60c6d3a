#include <gtest/gtest.h>

#include "notification/outbound/telemetry/push_journal.hpp"

namespace instante::notification {
namespace {

TEST(PushJournal, CountsAndLogsWithoutNamingADevice) {
    auto sink = std::make_shared<telemetry::MemorySink>();
    telemetry::Metrics metrics;
    const auto journal = make_push_journal({sink, "notification"}, metrics);
    const PushKey key{NotificationId{5}, "secret-token"};
    for (const auto end :
         {PushEnd::delivered, PushEnd::device_gone, PushEnd::retried, PushEnd::refused, PushEnd::expired, PushEnd::unwanted})
        journal->ended(key, UserId{9}, end, "FCM answered 403");
    journal->away("connection refused");
    journal->back();
    journal->owed(12, std::chrono::milliseconds{1500});
    journal->store_failed(core::Error{core::engine_away, "disk full"});
    const auto text = metrics.render();
    for (const auto* outcome : {"delivered", "device_gone", "retried", "refused", "expired", "unwanted"})
        EXPECT_NE(text.find("instante_pushes_total{outcome=\"" + std::string{outcome} + "\"} 1"), std::string::npos) << text;
    EXPECT_NE(text.find("instante_push_queue_depth 12"), std::string::npos);
    EXPECT_NE(text.find("instante_push_queue_oldest_seconds 1.5"), std::string::npos);
    std::string all;
    for (const auto& line : sink->lines()) all += line + '\n';
    EXPECT_EQ(all.find("secret-token"), std::string::npos);
    EXPECT_NE(all.find(R"("outcome":"refused")"), std::string::npos);
    EXPECT_NE(all.find("FCM answered 403"), std::string::npos);
}

}  // namespace
}  // namespace instante::notification
