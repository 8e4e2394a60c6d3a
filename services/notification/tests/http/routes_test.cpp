#include "notification/inbound/http/routes.hpp"

#include <gtest/gtest.h>

#include "access/token.hpp"
#include "core/encoding.hpp"
#include "http/testing/request.hpp"
#include "notification/tests/support/world.hpp"

namespace instante::notification {
namespace {

using namespace samples;
using http::testing::content_of;
using http::testing::header_of;
using std::chrono_literals::operator""ms;

class NotificationRoutes : public testing::Test {
protected:
    NotificationRoutes() { add_routes(router_, {.access = access_, .urls = urls_, .read_inbox = read_, .mark_read = mark_}); }

    std::string token_of(UserId user) {
        crypto::Claims claims;
        claims.iss = access::token_issuer("");
        claims.aud = access::token_audience;
        claims.sub = core::to_string(user);
        claims.sid = "1";
        claims.username = "reader";
        claims.name = "Reader";
        claims.lang = "en";
        claims.iat = std::chrono::floor<std::chrono::seconds>(noon);
        claims.exp = claims.iat + access::token_lifetime;
        return "Bearer " + crypto::issue(key_, claims);
    }
    http::Response get(const std::string& target, UserId user = carla) {
        return async::run(router_.dispatch(http::testing::get(target, {{"Authorization", token_of(user)}})));
    }
    http::Response mark(const std::string& content, UserId user = carla) {
        const auto token = token_of(user);
        return async::run(
            router_.dispatch(http::testing::request(http::Method::post, "/notifications/read",
                                                    {{"Authorization", token}, {"Content-Type", "application/json"}}, content)));
    }
    void tell(Notification notification, UserId user = carla) {
        const auto id = notification.id;
        auto& notifications = *world_.stores().notifications;
        ASSERT_TRUE(async::run(notifications.open(std::move(notification), {})));
        ASSERT_TRUE(async::run(notifications.spread(page(id, {reader(user)}), noon, {})));
    }

    MemoryWorld world_;
    crypto::SigningKey key_ = crypto::SigningKey::generate(noon);
    crypto::KeySet keys_{{key_.public_key()}};
    crypto::Verifier verifier_{
        keys_, world_.clock, {.issuer = access::token_issuer(""), .audience = std::string{access::token_audience}}};
    access::DenyList deny_list_{world_.clock, access::token_lifetime};
    access::Access access_{verifier_, deny_list_};
    blob::Urls urls_{"", ""};
    ReadInbox read_{*world_.stores().inboxes, world_.clock};
    MarkRead mark_{*world_.stores().inboxes};
    telemetry::Log log_{std::make_shared<telemetry::MemorySink>(), "test"};
    telemetry::Metrics metrics_;
    http::Router router_{log_, metrics_};
};

TEST_F(NotificationRoutes, ShowANotificationAsTheContractSays) {
    const auto id = core::to_string(id_at(-5ms));
    tell(published(id_at(-5ms)));
    auto response = get("/notifications");
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(
        content_of(response),
        R"({"items":[{"id":")" + id +
            R"(","type":"publication","actor":{"id":"7","username":"ana","name":"Ana Lima",)"
            R"("image":{"renditions":[{"name":"150","format":"jpeg","url":"/media/u/7/ana.jpg"}]}},"publication":")" +
            id +
            R"(","text":"Summer","image":"/media/p/1/2-320.jpg","created_at":"2026-11-24T11:59:59.995Z","read":false}],"next":null})");
    EXPECT_EQ(header_of(response, "Cache-Control"), "no-store");
}

TEST_F(NotificationRoutes, ShowAFollowWithoutPictures) {
    tell(followed(id_at(-5ms), bruno, carla));
    auto response = get("/notifications");
    const auto content = content_of(response);
    EXPECT_NE(
        content.find(
            R"("type":"follow","actor":{"id":"8","username":"bruno","name":"Bruno Dias","image":null},"publication":null,"text":"","image":null)"),
        std::string::npos)
        << content;
}

TEST_F(NotificationRoutes, AreForTheSignedInUserAlone) {
    tell(published(id_at(-5ms)));
    auto others = get("/notifications", davi);
    EXPECT_EQ(content_of(others), R"({"items":[],"next":null})");
    EXPECT_EQ(async::run(router_.dispatch(http::testing::get("/notifications"))).status, 401);
    EXPECT_EQ(async::run(router_.dispatch(http::testing::post_json("/notifications/read", R"({"up_to":"1"})"))).status, 401);
}

TEST_F(NotificationRoutes, PageByCursor) {
    for (int i = 1; i <= 3; ++i) tell(published(id_at(std::chrono::milliseconds{-i})));
    auto first = get("/notifications?limit=2");
    const auto cursor = core::base64url_encode(core::to_string(id_at(-2ms)));
    EXPECT_NE(content_of(first).find(R"("next":")" + cursor + '"'), std::string::npos);
    EXPECT_EQ(header_of(first, "Link"), "</notifications?limit=2&cursor=" + cursor + R"(>; rel="next")");
    auto second = get("/notifications?limit=2&cursor=" + cursor);
    EXPECT_NE(content_of(second).find(R"({"items":[{"id":")" + core::to_string(id_at(-3ms)) + '"'), std::string::npos);
    EXPECT_NE(content_of(second).find(R"("next":null)"), std::string::npos);
}

TEST_F(NotificationRoutes, RefuseWhatTheyCannotRead) {
    EXPECT_EQ(get("/notifications?cursor=!").status, 400);
    EXPECT_EQ(get("/notifications?cursor=" + core::base64url_encode("ana")).status, 400);
    EXPECT_EQ(get("/notifications?limit=0").status, 422);
    auto both = get("/notifications?limit=101&unread=perhaps");
    EXPECT_EQ(both.status, 422);
    const auto content = content_of(both);
    EXPECT_NE(content.find(R"("field":"limit")"), std::string::npos);
    EXPECT_NE(content.find(R"("field":"unread")"), std::string::npos);
    EXPECT_EQ(get("/notifications?unread=1").status, 422);
}

TEST_F(NotificationRoutes, MarkAsRead) {
    tell(published(id_at(-2ms)));
    tell(published(id_at(-1ms)));
    EXPECT_EQ(mark(R"({"up_to":")" + core::to_string(id_at(-2ms)) + R"("})").status, 204);
    auto all = get("/notifications?unread=false");
    const auto content = content_of(all);
    EXPECT_LT(content.find(R"("read":false)"), content.find(R"("read":true)"));
    auto unread = get("/notifications?unread=true");
    const auto rest = content_of(unread);
    EXPECT_NE(rest.find(core::to_string(id_at(-1ms))), std::string::npos);
    EXPECT_EQ(rest.find(core::to_string(id_at(-2ms))), std::string::npos);
}

TEST_F(NotificationRoutes, RefuseAMarkThatIsNone) {
    EXPECT_EQ(mark(R"({"up_to":"x"})").status, 422);
    EXPECT_EQ(mark("{}").status, 422);
    EXPECT_EQ(mark("{").status, 400);
    EXPECT_EQ(mark("").status, 400);
    const auto token = token_of(carla);
    EXPECT_EQ(async::run(router_.dispatch(http::testing::request(http::Method::post, "/notifications/read",
                                                                 {{"Authorization", token}}, "up_to=1")))
                  .status,
              415);
}

TEST_F(NotificationRoutes, ShowNothingOlderThanNinetyDays) {
    tell(published(id_at(-std::chrono::days{91})));
    tell(published(id_at(-std::chrono::days{89})));
    auto response = get("/notifications");
    const auto content = content_of(response);
    EXPECT_NE(content.find(core::to_string(id_at(-std::chrono::days{89}))), std::string::npos);
    EXPECT_EQ(content.find(core::to_string(id_at(-std::chrono::days{91}))), std::string::npos);
}

}  // namespace
}  // namespace instante::notification
