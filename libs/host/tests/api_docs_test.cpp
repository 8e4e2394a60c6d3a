#include "host/api_docs.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "http/testing/request.hpp"
#include "telemetry/log_sink.hpp"

namespace instante::host {
namespace {

namespace testing = http::testing;
using ::testing::HasSubstr;
using ::testing::Not;

struct ApiDocsTest : ::testing::Test {
    ApiDocsTest() { add_api_docs(router); }
    http::Response get(std::string_view path, testing::HeaderList headers = {}) {
        return async::run(router.dispatch(testing::get(path, headers)));
    }

    telemetry::Log log{std::make_shared<telemetry::MemorySink>(), "test"};
    telemetry::Metrics metrics;
    http::Router router{log, metrics};
};

TEST_F(ApiDocsTest, ShowsEveryServiceOnAPageThatAsksNobodyElse) {
    auto response = get("/docs");
    ASSERT_EQ(response.status, 200);
    EXPECT_EQ(testing::header_of(response, "Content-Type"), "text/html; charset=utf-8");
    EXPECT_THAT(testing::header_of(response, "Content-Security-Policy"), HasSubstr("default-src 'none'"));
    const auto page = testing::content_of(response);
    for (const auto* operation : {"registerUser", "uploadPhotos", "getFeed", "listNotifications"})
        EXPECT_THAT(page, HasSubstr("id=\"" + std::string{operation} + "\""));
    for (const auto* foreign : {"<script", "src=\"http", "href=\"//", "@import", "url("})
        EXPECT_THAT(page, Not(HasSubstr(foreign)));
}

TEST_F(ApiDocsTest, HasTheFilesThatItWasMadeOf) {
    std::set<std::string_view> paths;
    for (const auto& file : docs_files()) {
        paths.insert(file.path);
        auto response = get(file.path);
        EXPECT_EQ(response.status, 200) << file.path;
        EXPECT_EQ(testing::content_of(response), file.content);
    }
    for (const auto* name : {"authentication.openapi.yaml", "resize-image.openapi.yaml", "publication.openapi.yaml",
                             "notification.openapi.yaml", "common.yaml", "style.css"})
        EXPECT_TRUE(paths.contains("/docs/" + std::string{name})) << name;
    EXPECT_EQ(get("/docs/nowhere").status, 404);
}

TEST_F(ApiDocsTest, IsPackedForWhoTakesItAndNotSentTwice) {
    auto plain = get("/docs");
    auto packed = get("/docs", {{"Accept-Encoding", "gzip"}});
    EXPECT_EQ(testing::header_of(packed, "Content-Encoding"), "gzip");
    EXPECT_THAT(testing::header_of(packed, "Vary"), HasSubstr("Accept-Encoding"));
    EXPECT_LT(testing::content_of(packed).size() * 3, testing::content_of(plain).size());
    const auto etag = testing::header_of(plain, "ETag");
    EXPECT_EQ(testing::header_of(packed, "ETag"), "W/" + etag);
    EXPECT_EQ(get("/docs", {{"If-None-Match", etag}}).status, 304);
    EXPECT_EQ(get("/docs", {{"Accept-Encoding", "gzip"}, {"If-None-Match", "W/" + etag}}).status, 304);
    EXPECT_EQ(get("/docs", {{"If-None-Match", "\"other\""}}).status, 200);
}

}  // namespace
}  // namespace instante::host
