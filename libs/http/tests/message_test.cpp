#include "http/message.hpp"

#include <gtest/gtest.h>

#include "http/errors.hpp"
#include "http/testing/request.hpp"
#include "http/uri.hpp"

namespace instante::http {
namespace {

using testing::body_of;
using testing::StringBody;

TEST(Headers, AreFoundWithoutRegardToCase) {
    Headers headers;
    headers.add("Content-Type", "text/plain");
    headers.add("X-Empty", "");
    EXPECT_EQ(headers.find("content-type"), "text/plain");
    EXPECT_EQ(headers.find("CONTENT-TYPE"), "text/plain");
    EXPECT_EQ(headers.find("x-empty"), "");
    EXPECT_FALSE(headers.find("content-typ"));
    EXPECT_FALSE(headers.has("text/plain"));
}

TEST(Headers, KeepTheirOrderAndTheirDoubles) {
    Headers headers;
    headers.add("Vary", "Origin");
    headers.add("Link", "<a>");
    headers.add("vary", "Accept-Encoding");
    ASSERT_EQ(headers.size(), 3u);
    EXPECT_EQ(headers.find("VARY"), "Origin");
    EXPECT_EQ(headers.name(2), "vary");
    EXPECT_EQ(headers.value(2), "Accept-Encoding");
}

TEST(Headers, SetReplacesEveryFieldOfThatName) {
    Headers headers;
    headers.add("A", "1");
    headers.add("B", "2");
    headers.add("a", "3");
    headers.set("A", "4");
    ASSERT_EQ(headers.size(), 2u);
    EXPECT_EQ(headers.find("b"), "2");
    EXPECT_EQ(headers.find("a"), "4");
}

TEST(Method, IsReadAndWrittenByItsExactName) {
    for (const auto* name : {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}) {
        EXPECT_EQ(to_string(parse_method(name)), name);
    }
    EXPECT_EQ(parse_method("get"), Method::other);
    EXPECT_EQ(parse_method("BREW"), Method::other);
}

TEST(ReadAll, JoinsThePieces) {
    EXPECT_EQ(async::run(read_all(body_of("a longer text", 4), 100)).value(), "a longer text");
}

TEST(ReadAll, RefusesAByteBeyondTheLimit) {
    EXPECT_TRUE(async::run(read_all(body_of("12345", 2), 5)));
    EXPECT_EQ(async::run(read_all(body_of("123456", 2), 5)).error(), core::Error{content_too_large});
}

TEST(ReadAll, PassesOnTheBodysFailure) {
    auto body = std::make_shared<StringBody>(std::vector<std::string>{"begin"}, core::Error{core::malformed});
    EXPECT_EQ(async::run(read_all(body, 100)).error(), core::Error{core::malformed});
}

TEST(Request, GivesTheFirstQueryParameterDecoded) {
    const auto request = testing::get("/x?a=1&b=two+words%21&a=3&c&%64=4&e=100%");
    EXPECT_EQ(request.query_parameter("a"), "1");
    EXPECT_EQ(request.query_parameter("b"), "two words!");
    EXPECT_EQ(request.query_parameter("c"), "");
    EXPECT_EQ(request.query_parameter("d"), "4");
    EXPECT_EQ(request.query_parameter("e"), "100%");
    EXPECT_FALSE(request.query_parameter("f"));
}

TEST(Request, ReadsAnIdOrFindsNothing) {
    struct Tag;
    auto request = testing::get("/");
    request.parameters.emplace_back("id", "42");
    request.parameters.emplace_back("other", "ana");
    EXPECT_EQ(request.id_parameter<core::Id<Tag>>("id").value().value, 42u);
    EXPECT_EQ(request.id_parameter<core::Id<Tag>>("other").error(), core::Error{core::not_found});
    EXPECT_EQ(request.id_parameter<core::Id<Tag>>("none").error(), core::Error{core::not_found});
}

TEST(PercentDecode, IsStrict) {
    EXPECT_EQ(percent_decode("a%2Fb%c3%A9"), "a/bé");
    for (const auto* bad : {"%", "%4", "a%zz", "100%"}) EXPECT_FALSE(percent_decode(bad)) << bad;
}

TEST(DecodeParameter, RefusesWhatIsNoText) {
    EXPECT_EQ(decode_parameter("caf%C3%A9"), "café");
    for (const auto* bad : {"%FF", "%00", "a%0Ab", "%C0%AF"}) EXPECT_FALSE(decode_parameter(bad)) << bad;
}

TEST(WithQueryParameter, ReplacesItAndKeepsTheRest) {
    EXPECT_EQ(with_query_parameter("", "cursor", "x"), "cursor=x");
    EXPECT_EQ(with_query_parameter("limit=2&cursor=a&tag=%20", "cursor", "x"), "limit=2&tag=%20&cursor=x");
}

}  // namespace
}  // namespace instante::http
