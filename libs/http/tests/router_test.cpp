#include <stdexcept>

#include "http/tests/router_fixture.hpp"

namespace instante::http {
namespace {

using testing::content_of;
using testing::get;
using ::testing::HasSubstr;
using testing::header_of;
using testing::request;

TEST_F(RouterTest, PrefersLiteralsThenNamesThenTheRest) {
    router.add(Method::get, "/{rest...}", answering("rest"));
    router.add(Method::get, "/user/{id}", answering("name"));
    router.add(Method::get, "/user/me", answering("literal"));
    router.add(Method::get, "/user/{id}/follow", echoing("id"));
    router.add(Method::get, "/user/me/device", answering("device"));
    EXPECT_EQ(content("/user/me"), "literal");
    EXPECT_EQ(content("/user/mee"), "name");
    EXPECT_EQ(content("/user/me/device"), "device");
    EXPECT_EQ(content("/user/me/follow"), "me");
    EXPECT_EQ(content("/user/me/other"), "rest");
    EXPECT_EQ(content("/user/"), "rest");
    EXPECT_EQ(content("/"), "rest");
}

TEST_F(RouterTest, GivesParametersDecoded) {
    router.add(Method::get, "/search/{name}", echoing("name"));
    router.add(Method::get, "/media/{key...}", echoing("key"));
    router.add(Method::get, "/@{username}", echoing("username"));
    router.add(Method::get, "/", answering("root"));
    EXPECT_EQ(content("/search/caf%C3%A9%20x?limit=1"), "café x");
    EXPECT_EQ(content("/media/p/1/2%2B3.jpg"), "p/1/2+3.jpg");
    EXPECT_EQ(content("/media/"), "");
    EXPECT_EQ(content("/@ana"), "ana");
    EXPECT_EQ(content("/"), "root");
    EXPECT_EQ(dispatch(get("/@")).status, 404);
    EXPECT_EQ(dispatch(get("/media")).status, 404);
    EXPECT_EQ(dispatch(get("/search/a/")).status, 404);
    EXPECT_EQ(dispatch(get("/search/%zz")).status, 400);
    EXPECT_EQ(dispatch(get("/search/%FF")).status, 400);
}

TEST_F(RouterTest, RefusesPatternsThatCannotBe) {
    for (const auto* bad :
         {"user", "/{id", "/{}", "/{id}x", "/{a...}/b", "/x{a...}", "/{a}{b}", "/{a}/{b}/{c}/{d}/{e}/{f}/{g}/{h}/{i}"}) {
        EXPECT_THROW(router.add(Method::get, bad, answering("")), std::logic_error) << bad;
    }
    router.add(Method::get, "/user/{id}", answering(""));
    EXPECT_THROW(router.add(Method::get, "/user/{name}", answering("")), std::logic_error);
}

TEST_F(RouterTest, AnswersAnUnknownPathWithAProblem) {
    auto response = dispatch(get("/nowhere"));
    EXPECT_EQ(response.status, 404);
    EXPECT_THAT(content_of(response), HasSubstr("/problems/not-found"));
}

TEST_F(RouterTest, AnswersAnotherMethodWith405AndAllow) {
    router.add(Method::get, "/user/{id}", answering(""));
    router.add(Method::delete_, "/user/{id}", answering(""));
    auto response = dispatch(request(Method::post, "/user/1"));
    EXPECT_EQ(response.status, 405);
    EXPECT_EQ(header_of(response, "Allow"), "GET, HEAD, DELETE, OPTIONS");
    EXPECT_EQ(header_of(response, "Content-Type"), "application/problem+json");
    EXPECT_EQ(dispatch(request(Method::other, "/user/1")).status, 405);
}

TEST_F(RouterTest, AnswersOptionsWith204AndAllow) {
    router.add(Method::post, "/user", answering(""));
    auto response =
        dispatch(request(Method::options, "/user", {{"Origin", "https://a.test"}, {"Access-Control-Request-Method", "POST"}}));
    EXPECT_EQ(response.status, 204);
    EXPECT_EQ(header_of(response, "Allow"), "POST, OPTIONS");
    EXPECT_FALSE(response.headers.has("Access-Control-Allow-Methods"));
    EXPECT_FALSE(response.headers.has("Access-Control-Allow-Origin"));
}

TEST_F(RouterTest, AnswersHeadFromGetWithoutItsContent) {
    router.add(Method::get, "/x", answering("12345"));
    auto response = dispatch(request(Method::head, "/x"));
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(header_of(response, "Content-Length"), "5");
    EXPECT_EQ(content_of(response), "");
}

TEST_F(RouterTest, KnowsTheOptionsOfARoute) {
    router.add(Method::get, "/x", answering(""), {.body_limit = 7, .deadline = std::chrono::milliseconds{0}});
    EXPECT_EQ(router.options_of(request(Method::head, "/x")).value().body_limit, 7u);
    EXPECT_FALSE(router.options_of(request(Method::post, "/x")));
    EXPECT_FALSE(router.options_of(get("/y")));
}

}  // namespace
}  // namespace instante::http
