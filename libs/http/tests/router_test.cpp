#include "http/router.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>
#include <stdexcept>

#include "async/signal.hpp"
#include "http/errors.hpp"
#include "http/testing/request.hpp"
#include "telemetry/log_sink.hpp"

namespace instante::http {
namespace {

using ::testing::Contains;
using testing::content_of;
using testing::get;
using ::testing::HasSubstr;
using testing::header_of;
using ::testing::IsEmpty;
using ::testing::Not;
using testing::request;
using ::testing::SizeIs;

Handler answering(std::string content) {
    return [content](Request) -> Task<Result<Response>> { co_return text(200, "text/plain", content); };
}

Handler failing(core::Error error) {
    return [error](Request) -> Task<Result<Response>> { co_return error; };
}

Handler echoing(std::string_view name) {
    return [name](Request asked) -> Task<Result<Response>> {
        co_return text(200, "text/plain", std::string{asked.parameter(name)});
    };
}

class RouterTest : public ::testing::Test {
protected:
    Response dispatch(Request asked) { return async::run(router.dispatch(std::move(asked))); }
    std::string content(std::string_view target) {
        auto response = dispatch(get(target));
        return content_of(response);
    }

    std::shared_ptr<telemetry::MemorySink> sink = std::make_shared<telemetry::MemorySink>(telemetry::Level::info);
    telemetry::Log log{sink, "test"};
    telemetry::Metrics metrics;
    Router router{log, metrics};
};

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

TEST_F(RouterTest, PutsItsHeadersOnEveryAnswer) {
    router.add(Method::get, "/x", answering(""));
    for (const auto* target : {"/x", "/nowhere"}) {
        auto response = dispatch(get(target));
        EXPECT_EQ(header_of(response, "X-Content-Type-Options"), "nosniff");
        EXPECT_EQ(header_of(response, "Cache-Control"), "no-store");
        EXPECT_EQ(header_of(response, "Server"), "Instante");
    }
}

TEST_F(RouterTest, KeepsTheHandlersCacheControl) {
    router.add(Method::get, "/x", [](Request) -> Task<Result<Response>> {
        auto response = empty(200);
        response.headers.add("Cache-Control", "public");
        co_return response;
    });
    EXPECT_EQ(header_of(dispatch(get("/x")), "Cache-Control"), "public");
}

TEST_F(RouterTest, PassesOnASaneRequestIdAndTrace) {
    core::Trace seen;
    router.add(Method::get, "/x", [&seen](Request asked) -> Task<Result<Response>> {
        seen = asked.trace;
        co_return empty(204);
    });
    constexpr auto* parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    auto response = dispatch(get("/x", {{"X-Request-Id", "abc-1"}, {"traceparent", parent}}));
    EXPECT_EQ(header_of(response, "X-Request-Id"), "abc-1");
    EXPECT_EQ(seen.request_id, "abc-1");
    EXPECT_THAT(seen.traceparent, HasSubstr("4bf92f3577b34da6a3ce929d0e0e4736"));
}

TEST_F(RouterTest, MakesARequestIdWhereNoneOrABadOneCame) {
    router.add(Method::get, "/x", answering(""));
    const auto first = header_of(dispatch(get("/x")), "X-Request-Id");
    const auto second = header_of(dispatch(get("/x", {{"X-Request-Id", "a b"}})), "X-Request-Id");
    EXPECT_THAT(first, SizeIs(32));
    EXPECT_THAT(second, SizeIs(32));
    EXPECT_NE(first, second);
}

TEST_F(RouterTest, LogsAFailureOfOursOnceAndShowsNothingOfIt) {
    router.add(Method::get, "/user/{id}", failing(core::Error{core::internal, "the secret cause"}));
    auto response = dispatch(get("/user/ana-secret", {{"X-Request-Id", "abc-1"}}));
    EXPECT_EQ(response.status, 500);
    EXPECT_THAT(content_of(response), Not(HasSubstr("secret")));
    const auto lines = sink->lines();
    ASSERT_THAT(lines, SizeIs(1));
    for (const auto* part : {"error", "the secret cause", "router_test.cpp", "abc-1", "/user/{id}"})
        EXPECT_THAT(lines[0], HasSubstr(part));
    EXPECT_THAT(lines[0], Not(HasSubstr("ana-secret")));
}

TEST_F(RouterTest, WarnsWhereAnEngineIsAway) {
    router.add(Method::get, "/x", failing(core::Error{core::engine_away}));
    EXPECT_EQ(dispatch(get("/x")).status, 503);
    ASSERT_THAT(sink->lines(), SizeIs(1));
    EXPECT_THAT(sink->lines()[0], HasSubstr("warn"));
}

TEST_F(RouterTest, IsQuietAboutWhatWentWell) {
    router.add(Method::get, "/x", answering(""));
    dispatch(get("/x"));
    EXPECT_THAT(sink->lines(), IsEmpty());
    sink->set_level(telemetry::Level::debug);
    dispatch(get("/x"));
    EXPECT_THAT(sink->lines(), SizeIs(1));
}

TEST_F(RouterTest, TurnsAnExceptionIntoAnInternalError) {
    router.add(Method::get, "/x", [](Request) -> Task<Result<Response>> {
        throw std::runtime_error{"a bug"};
        co_return empty(200);
    });
    EXPECT_EQ(dispatch(get("/x")).status, 500);
    EXPECT_THAT(sink->lines(), Contains(HasSubstr("a bug")));
}

TEST_F(RouterTest, LetsACancellationThrough) {
    router.add(Method::get, "/x", [](Request) -> Task<Result<Response>> {
        throw boost::system::system_error{boost::asio::error::operation_aborted};
        co_return empty(200);
    });
    EXPECT_THROW(dispatch(get("/x")), boost::system::system_error);
}

TEST_F(RouterTest, EndsAHandlerAtItsDeadline) {
    const auto sleeping = [](Request) -> Task<Result<Response>> {
        constexpr std::chrono::hours long_time{1};
        co_await async::sleep(long_time);
        co_return empty(200);
    };
    router.add(Method::get, "/x", sleeping, {.body_limit = 0, .deadline = std::chrono::milliseconds{1}});
    auto response = dispatch(get("/x"));
    EXPECT_EQ(response.status, 503);
    EXPECT_THAT(content_of(response), HasSubstr("timed-out"));
}

TEST_F(RouterTest, KnowsTheOptionsOfARoute) {
    router.add(Method::get, "/x", answering(""), {.body_limit = 7, .deadline = std::chrono::milliseconds{0}});
    EXPECT_EQ(router.options_of(request(Method::head, "/x")).value().body_limit, 7u);
    EXPECT_FALSE(router.options_of(request(Method::post, "/x")));
    EXPECT_FALSE(router.options_of(get("/y")));
}

TEST_F(RouterTest, MeasuresByRouteAndNeverByPath) {
    router.add(Method::get, "/user/{id}", answering(""));
    dispatch(get("/user/1"));
    dispatch(get("/user/2"));
    dispatch(get("/elsewhere"));
    const auto shown = metrics.render();
    EXPECT_THAT(shown, HasSubstr("route=\"/user/{id}\",service=\"instante\",status=\"2xx\"} 2"));
    EXPECT_THAT(shown, HasSubstr("route=\"unmatched\",service=\"instante\",status=\"4xx\"} 1"));
    EXPECT_THAT(shown, HasSubstr("instante_http_requests_in_flight{service=\"instante\"} 0"));
    EXPECT_THAT(shown, Not(HasSubstr("elsewhere")));
}

TEST_F(RouterTest, CompressesLargerJsonWhereItIsTaken) {
    router.add(Method::get, "/x", [](Request) -> Task<Result<Response>> { co_return json(200, std::string(5000, ' ')); });
    EXPECT_EQ(header_of(dispatch(get("/x", {{"Accept-Encoding", "gzip"}})), "Content-Encoding"), "gzip");
    EXPECT_EQ(header_of(dispatch(get("/x")), "Content-Encoding"), "");
}

TEST(RouterWithCors, AllowsExactOriginsAndAnswersPreflights) {
    telemetry::Log log{std::make_shared<telemetry::MemorySink>(), "test"};
    telemetry::Metrics metrics;
    Router router{log, metrics, {.cors_origins = {"https://a.test"}}};
    router.add(Method::put, "/x", answering(""));

    auto preflight = async::run(router.dispatch(
        request(Method::options, "/x", {{"Origin", "https://a.test"}, {"Access-Control-Request-Method", "PUT"}})));
    EXPECT_EQ(preflight.status, 204);
    EXPECT_EQ(header_of(preflight, "Access-Control-Allow-Origin"), "https://a.test");
    EXPECT_EQ(header_of(preflight, "Access-Control-Allow-Methods"), "PUT, OPTIONS");
    EXPECT_THAT(header_of(preflight, "Access-Control-Allow-Headers"), HasSubstr("Authorization"));
    EXPECT_EQ(header_of(preflight, "Access-Control-Max-Age"), "7200");

    auto answer = async::run(router.dispatch(request(Method::put, "/x", {{"Origin", "https://a.test"}})));
    EXPECT_EQ(header_of(answer, "Access-Control-Allow-Origin"), "https://a.test");
    EXPECT_EQ(header_of(answer, "Vary"), "Origin");
    EXPECT_THAT(header_of(answer, "Access-Control-Expose-Headers"), HasSubstr("X-Request-Id"));

    auto stranger = async::run(router.dispatch(request(Method::put, "/x", {{"Origin", "https://a.test.evil"}})));
    EXPECT_FALSE(stranger.headers.has("Access-Control-Allow-Origin"));
    EXPECT_EQ(header_of(stranger, "Vary"), "Origin");
}

TEST(RouterWithCors, OpenToAllNamesNoOrigin) {
    telemetry::Log log{std::make_shared<telemetry::MemorySink>(), "test"};
    telemetry::Metrics metrics;
    Router router{log, metrics, {.cors_origins = {"*"}}};
    router.add(Method::get, "/x", answering(""));
    auto answer = async::run(router.dispatch(get("/x", {{"Origin", "https://a.test"}})));
    EXPECT_EQ(header_of(answer, "Access-Control-Allow-Origin"), "*");
    EXPECT_FALSE(answer.headers.has("Vary"));
}

}  // namespace
}  // namespace instante::http
