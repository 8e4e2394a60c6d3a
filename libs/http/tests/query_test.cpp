#include "http/query.hpp"

#include <gtest/gtest.h>

#include "http/errors.hpp"
#include "http/testing/request.hpp"

namespace instante::http {
namespace {

using testing::content_of;
using testing::get;
using testing::header_of;
using testing::request;

TEST(Paging, HasADefault) {
    const auto asked = paging(get("/publications")).value();
    EXPECT_EQ(asked.limit, 20u);
    EXPECT_FALSE(asked.after);
}

TEST(Paging, TakesLimitsFromOneToAHundred) {
    EXPECT_EQ(paging(get("/x?limit=1")).value().limit, 1u);
    EXPECT_EQ(paging(get("/x?limit=100")).value().limit, 100u);
    for (const auto* bad : {"0", "101", "-1", "", "ten", "1.5", "99999999999999999999"}) {
        const auto refused = paging(get(std::string{"/x?limit="} + bad));
        ASSERT_FALSE(refused) << bad;
        EXPECT_EQ(refused.error().kind(), core::Kind::invalid);
        EXPECT_EQ(refused.error().fields().at(0).field, "limit");
    }
}

TEST(Paging, RefusesACursorThatIsNoBase64url) {
    EXPECT_EQ(paging(get("/x?cursor=MTIz")).value().after, "123");
    for (const auto* bad : {"", "a", "*", "MTIz=="}) {
        EXPECT_EQ(paging(get(std::string{"/x?cursor="} + bad)).error(), core::Error{core::bad_cursor}) << bad;
    }
}

TEST(List, EndsWithANull) {
    auto response = list(get("/publications"), R"({"id":"1"})", std::nullopt);
    EXPECT_EQ(content_of(response), R"({"items":[{"id":"1"}],"next":null})");
    EXPECT_FALSE(response.headers.has("Link"));
}

TEST(List, LinksToTheNextPageWithTheSameQuery) {
    auto response = list(get("/user/search/%C3%A9<?cursor=b2xk&limit=2"), "", "123");
    EXPECT_EQ(content_of(response), R"({"items":[],"next":"MTIz"})");
    EXPECT_EQ(header_of(response, "Link"), R"(</user/search/%C3%A9%3C?limit=2&cursor=MTIz>; rel="next")");
    EXPECT_EQ(paging(get("/user/search/%C3%A9?limit=2&cursor=MTIz")).value().after, "123");
}

core::Error refusal_of(std::string_view type, std::string_view content) {
    auto asked =
        type.empty() ? request(Method::post, "/x", {}, content) : request(Method::post, "/x", {{"Content-Type", type}}, content);
    return async::run(read_json(asked, 16)).error();
}

TEST(ReadJson, TakesJsonInUtf8) {
    for (const auto* type :
         {"application/json", "Application/JSON; charset=UTF-8", "application/merge-patch+json;charset=\"utf-8\""}) {
        const auto asked = request(Method::post, "/x", {{"Content-Type", type}}, R"({"a":"b"})");
        auto document = async::run(read_json(asked));
        ASSERT_TRUE(document) << type;
        EXPECT_EQ(document->root().string("a"), "b");
    }
}

TEST(ReadJson, RefusesOtherContent) {
    for (const auto* type :
         {"", "text/plain", "application/jsonp", "application/json; charset=latin1", "multipart/form-data; boundary=x"}) {
        EXPECT_EQ(refusal_of(type, "{}"), core::Error{unsupported_content}) << type;
    }
    EXPECT_EQ(refusal_of("application/json", "").kind(), core::Kind::malformed);
    EXPECT_EQ(refusal_of("application/json", "{").kind(), core::Kind::malformed);
    EXPECT_EQ(refusal_of("application/json", R"({"a":"a long text"})"), core::Error{content_too_large});
}

}  // namespace
}  // namespace instante::http
