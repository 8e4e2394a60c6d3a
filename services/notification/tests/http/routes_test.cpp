#include <gtest/gtest.h>

#include "core/encoding.hpp"
#include "notification/tests/http/routes_fixture.hpp"

namespace instante::notification {
namespace {

using namespace samples;
using http::testing::content_of;
using http::testing::header_of;
using std::chrono_literals::operator""ms;

class NotificationRoutes : public RoutesFixture {};

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
