#include "host/redirect.hpp"

#include <gtest/gtest.h>

#include "http/testing/request.hpp"
#include "telemetry/log_sink.hpp"

namespace instante::host {
namespace {

namespace testing = http::testing;

struct RedirectTest : ::testing::Test {
    telemetry::Log log{std::make_shared<telemetry::MemorySink>(), "test"};
    telemetry::Metrics metrics;
    http::Router router{log, metrics};

    std::string way_of(http::Request request) {
        const auto response = async::run(router.dispatch(std::move(request)));
        EXPECT_EQ(response.status, 308);
        return testing::header_of(response, "Location");
    }
    std::string way_from(const std::string& authority) {
        auto request = testing::get("/p/1?a=b%20c");
        request.authority = authority;
        return way_of(std::move(request));
    }
};

TEST_F(RedirectTest, LeadsToThePublicUrlWhateverTheMethodAndTheHost) {
    add_redirect(router, "https://photos.example.org", 8443);
    EXPECT_EQ(way_from("elsewhere.example"), "https://photos.example.org/p/1?a=b%20c");
    EXPECT_EQ(way_of(testing::get("/")), "https://photos.example.org/");
    for (const auto method :
         {http::Method::head, http::Method::post, http::Method::put, http::Method::patch, http::Method::delete_})
        EXPECT_EQ(way_of(testing::request(method, "/user")), "https://photos.example.org/user");
}

TEST_F(RedirectTest, LeadsToTheHostThatWasAskedForAndThePortOfHttps) {
    add_redirect(router, "", 8443);
    EXPECT_EQ(way_from("example.org"), "https://example.org:8443/p/1?a=b%20c");
    EXPECT_EQ(way_from("example.org:8080"), "https://example.org:8443/p/1?a=b%20c");
    EXPECT_EQ(way_from("[::1]:8080"), "https://[::1]:8443/p/1?a=b%20c");
    EXPECT_EQ(way_from("[::1]"), "https://[::1]:8443/p/1?a=b%20c");
}

TEST_F(RedirectTest, LeavesTheUsualPortOut) {
    add_redirect(router, "", 443);
    EXPECT_EQ(way_from("example.org:80"), "https://example.org/p/1?a=b%20c");
}

TEST_F(RedirectTest, CannotLeadWhereNoHostIsNamed) {
    add_redirect(router, "", 443);
    auto request = testing::get("/");
    request.authority.clear();
    EXPECT_EQ(async::run(router.dispatch(std::move(request))).status, 400);
}

}  // namespace
}  // namespace instante::host
