#include "http/errors.hpp"
#include "http/tests/router_fixture.hpp"

namespace instante::http {
namespace {

using testing::content_of;
using testing::get;
using ::testing::HasSubstr;
using testing::header_of;
using testing::request;

/// Grants as many as it is told, and remembers what it was asked for.
class Turns final : public Limiter {
public:
    Allowance admit(const Request&, Limit limit) override {
        asked.push_back(limit);
        if (left == 0)
            return {.granted = false,
                    .limit = 2,
                    .remaining = 0,
                    .reset = std::chrono::seconds{60},
                    .retry_after = std::chrono::seconds{30}};
        --left;
        return {.granted = true, .limit = 2, .remaining = left, .reset = std::chrono::seconds{60}};
    }
    std::uint32_t left = 2;
    std::vector<Limit> asked;
};

struct LimitedRouterTest : RouterTest {
    Turns turns;
    Router limited{log, metrics, {.cors_origins = {}, .service = "limited", .limiter = &turns}};
    Response ask(Request asked) { return async::run(limited.dispatch(std::move(asked))); }
};

TEST_F(LimitedRouterTest, TellsWhatIsLeftAndRefusesBeforeTheHandlerRuns) {
    int handled = 0;
    limited.add(Method::get, "/x", [&handled](Request) -> Task<Result<Response>> {
        ++handled;
        co_return empty(204);
    });
    for (const auto* left : {"1", "0"}) {
        const auto response = ask(get("/x"));
        EXPECT_EQ(response.status, 204);
        EXPECT_EQ(header_of(response, "RateLimit-Limit"), "2");
        EXPECT_EQ(header_of(response, "RateLimit-Remaining"), left);
        EXPECT_EQ(header_of(response, "RateLimit-Reset"), "60");
    }
    auto refused = ask(get("/x"));
    EXPECT_EQ(refused.status, 429);
    EXPECT_EQ(header_of(refused, "Retry-After"), "30");
    EXPECT_EQ(header_of(refused, "RateLimit-Remaining"), "0");
    EXPECT_THAT(content_of(refused), HasSubstr("/problems/rate-limited"));
    EXPECT_EQ(handled, 2);
}

TEST_F(LimitedRouterTest, AsksByWhatTheRouteCountsAsAndCountsWhatLeadsNowhere) {
    turns.left = 100;
    limited.add(Method::post, "/login", answering(""), {.limit = Limit::login});
    limited.add(Method::get, "/x", answering(""));
    ask(request(Method::post, "/login"));
    ask(get("/x"));
    ask(get("/nowhere"));
    ask(get("/login"));
    EXPECT_EQ(turns.asked, (std::vector{Limit::login, Limit::other, Limit::other, Limit::other}));
}

TEST_F(RouterTest, WithoutALimiterTellsNothing) {
    router.add(Method::get, "/x", answering(""));
    EXPECT_EQ(header_of(dispatch(get("/x")), "RateLimit-Limit"), "");
}

TEST_F(RouterTest, AsksForHttpsAloneWhereItIsTold) {
    router.add(Method::get, "/x", answering(""));
    EXPECT_EQ(header_of(dispatch(get("/x")), "Strict-Transport-Security"), "");
    Router secure{log, metrics, {.cors_origins = {}, .service = "secure", .hsts = true}};
    const auto response = async::run(secure.dispatch(get("/nowhere")));
    EXPECT_EQ(header_of(response, "Strict-Transport-Security"), "max-age=31536000");
}

}  // namespace
}  // namespace instante::http
