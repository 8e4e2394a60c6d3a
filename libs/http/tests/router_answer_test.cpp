#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>
#include <stdexcept>

#include "async/scope.hpp"
#include "http/tests/router_fixture.hpp"

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
    for (const auto* part : {"error", "the secret cause", "router_answer_test.cpp", "abc-1", "/user/{id}"})
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

Task<Result<Response>> sleep_long(Request) {
    constexpr std::chrono::hours long_time{1};
    co_await async::sleep(long_time);
    co_return empty(200);
}

Task<Result<void>> dispatch_into(const Router& router, Request asked, std::optional<Response>& response) {
    auto work = router.dispatch(std::move(asked));
    response = co_await std::move(work);
    co_return Result<void>{};
}

/// As the server does at a route's deadline, or when the client has gone.
Task<void> dispatch_and_cancel(const Router& router, std::optional<Response>& response) {
    constexpr std::chrono::milliseconds moment{5};
    auto loop = co_await async::this_loop();
    async::Scope scope{loop};
    scope.spawn(dispatch_into(router, get("/x"), response));
    co_await async::sleep(moment);
    scope.cancel();
    co_await scope.join();
}

TEST_F(RouterTest, AnswersAHandlerThatIsCancelledAtItsDeadline) {
    router.add(Method::get, "/x", sleep_long, {.body_limit = 0, .deadline = std::chrono::milliseconds{5}});
    std::optional<Response> response;
    async::run(dispatch_and_cancel(router, response));
    ASSERT_TRUE(response);
    EXPECT_EQ(response->status, 503);
    EXPECT_THAT(content_of(*response), HasSubstr("timed-out"));
}

TEST_F(RouterTest, AnswersNothingWhereTheClientHasGone) {
    router.add(Method::get, "/x", sleep_long);
    std::optional<Response> response;
    async::run(dispatch_and_cancel(router, response));
    EXPECT_FALSE(response);
    EXPECT_THAT(sink->lines(), IsEmpty());
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
