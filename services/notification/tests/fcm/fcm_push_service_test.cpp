#include "notification/outbound/fcm/fcm_push_service.hpp"

#include <gtest/gtest.h>

#include "async/run.hpp"
#include "async/scope.hpp"
#include "json/reader.hpp"
#include "notification/tests/support/fcm_stand_in.hpp"
#include "notification/tests/support/samples.hpp"

namespace instante::notification {
namespace {

using namespace samples;
using std::chrono_literals::operator""min;
using std::chrono_literals::operator""s;

PushMessage to(std::string token) {
    PushMessage message;
    message.token = std::move(token);
    message.notification = NotificationId{5};
    message.actor = ana.id;
    message.title = "New publication by Ana Lima";
    return message;
}

class FcmPushServiceTest : public testing::Test {
protected:
    std::unique_ptr<PushService> service_at(const FcmStandIn& google) {
        FcmOptions options;
        options.account = google.account();
        options.endpoint = google.endpoint();
        options.url = [](std::string_view key) { return "https://photos.example/media/" + std::string{key}; };
        return make_fcm_push_service(std::move(options), clock_);
    }

    core::FixedClock clock_{noon};
};

TEST_F(FcmPushServiceTest, HandsAMessageOverWithATokenItAskedFor) {
    const FcmStandIn google;
    const auto service = service_at(google);
    EXPECT_TRUE(std::holds_alternative<Delivered>(async::run(service->send(to("phone")))));
    ASSERT_EQ(google.messages().size(), 1u);
    EXPECT_NE(google.messages()[0].find(R"("token":"phone")"), std::string::npos);
    auto claims = json::Document::parse(google.last_claims()).value();
    auto root = claims.root();
    EXPECT_EQ(root.string("iss"), "demo@instante-demo.example");
    EXPECT_EQ(root.string("aud"), google.endpoint() + "/token");
    EXPECT_EQ(root.string("scope"), "https://www.googleapis.com/auth/firebase.messaging");
    EXPECT_EQ(root.integer("iat"), std::chrono::floor<std::chrono::seconds>(noon).time_since_epoch().count());
    EXPECT_EQ(*root.integer("exp") - *root.integer("iat"), 3600);
}

TEST_F(FcmPushServiceTest, AsksForATokenOnceAndBeforeTheOldOneEnds) {
    const FcmStandIn google;
    const auto service = service_at(google);
    for (int i = 0; i < 3; ++i) async::run(service->send(to("phone")));
    clock_.advance(54min);
    async::run(service->send(to("phone")));
    EXPECT_EQ(google.grants(), 1);
    clock_.advance(1min);
    async::run(service->send(to("phone")));
    EXPECT_EQ(google.grants(), 2);
}

TEST_F(FcmPushServiceTest, ManyAtOnceShareOneRequestForAToken) {
    const FcmStandIn google;
    const auto service = service_at(google);
    int delivered = 0;
    auto send_one = [&](std::string token) -> Task<Result<void>> {
        auto answer = co_await service->send(to(std::move(token)));
        delivered += std::holds_alternative<Delivered>(answer) ? 1 : 0;
        co_return Result<void>{};
    };
    auto work = [&]() -> Task<void> {
        auto loop = co_await async::this_loop();
        async::Scope scope{loop};
        for (int i = 0; i < 40; ++i) scope.spawn(send_one(std::to_string(i)));
        auto outcome = co_await scope.join();
        EXPECT_TRUE(outcome);
    };
    async::run(work());
    EXPECT_EQ(delivered, 40);
    EXPECT_EQ(google.grants(), 1);
}

TEST_F(FcmPushServiceTest, ATokenThatIsRefusedIsReplacedOnce) {
    FcmStandIn google;
    const auto service = service_at(google);
    async::run(service->send(to("phone")));
    google.revoke();
    EXPECT_TRUE(std::holds_alternative<Delivered>(async::run(service->send(to("phone")))));
    EXPECT_EQ(google.grants(), 2);
}

TEST_F(FcmPushServiceTest, WithoutATokenItIsNotNow) {
    FcmStandIn google;
    google.close_grants(true);
    const auto service = service_at(google);
    const auto answer = async::run(service->send(to("phone")));
    ASSERT_TRUE(std::holds_alternative<NotNow>(answer));
    EXPECT_EQ(std::get<NotNow>(answer).reason, "no access token: 400 invalid_grant");
    EXPECT_TRUE(google.messages().empty());
    google.close_grants(false);
    EXPECT_TRUE(std::holds_alternative<Delivered>(async::run(service->send(to("phone"))))) << "it is asked for anew";
}

TEST_F(FcmPushServiceTest, TellsWhatTheServiceAnswers) {
    const FcmStandIn google{[](const std::string& body, int) {
        if (body.find("gone") != std::string::npos)
            return FcmStandIn::answer(404, R"({"error":{"status":"NOT_FOUND","details":[{"errorCode":"UNREGISTERED"}]}})");
        if (body.find("busy") != std::string::npos) return FcmStandIn::answer(429, "{}", "Retry-After: 7\r\n");
        if (body.find("away") != std::string::npos) return FcmStandIn::answer(503, "{}");
        return FcmStandIn::answer(200, "{}");
    }};
    const auto service = service_at(google);
    EXPECT_TRUE(std::holds_alternative<DeviceGone>(async::run(service->send(to("gone")))));
    const auto busy = async::run(service->send(to("busy")));
    ASSERT_TRUE(std::holds_alternative<NotNow>(busy));
    EXPECT_EQ(std::get<NotNow>(busy).after, 7s);
    EXPECT_TRUE(std::holds_alternative<NotNow>(async::run(service->send(to("away")))));
    EXPECT_TRUE(std::holds_alternative<Delivered>(async::run(service->send(to("well")))));
}

TEST_F(FcmPushServiceTest, AServiceThatHangsUpOrIsNotThereIsNotNow) {
    const FcmStandIn google{[](const std::string&, int nth) { return nth <= 2 ? std::string{} : FcmStandIn::answer(200, "{}"); }};
    const auto service = service_at(google);
    EXPECT_TRUE(std::holds_alternative<NotNow>(async::run(service->send(to("phone")))));
    EXPECT_TRUE(std::holds_alternative<Delivered>(async::run(service->send(to("phone")))));

    FcmOptions options;
    options.account = google.account();
    options.endpoint = "http://127.0.0.1:1";
    const auto nobody = make_fcm_push_service(std::move(options), clock_);
    EXPECT_TRUE(std::holds_alternative<NotNow>(async::run(nobody->send(to("phone")))));
}

}  // namespace
}  // namespace instante::notification
