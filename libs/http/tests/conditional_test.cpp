#include "http/conditional.hpp"

#include <gtest/gtest.h>

#include "http/testing/request.hpp"

namespace instante::http {
namespace {

using testing::get;
using testing::header_of;
using testing::request;

TEST(EtagOf, DependsOnTheContentAlone) {
    EXPECT_EQ(etag_of("a"), etag_of("a"));
    EXPECT_NE(etag_of("a"), etag_of("b"));
    EXPECT_EQ(etag_of("").front(), '"');
    EXPECT_EQ(etag_of("").back(), '"');
}

TEST(NotModified, ComparesWeaklyAsInRfc9110) {
    const auto named = [](std::string_view list, std::string_view etag) {
        return not_modified(get("/", {{"If-None-Match", list}}), etag);
    };
    EXPECT_TRUE(named(R"("xyzzy")", R"("xyzzy")"));
    EXPECT_TRUE(named(R"(W/"xyzzy")", R"("xyzzy")"));
    EXPECT_TRUE(named(R"("xyzzy")", R"(W/"xyzzy")"));
    EXPECT_TRUE(named(R"("xyzzy", "r2d2xxxx", "c3piozzzz")", R"("c3piozzzz")"));
    EXPECT_TRUE(named(R"(W/"a,b" ,"c")", R"("c")"));
    EXPECT_TRUE(named(" * ", R"("xyzzy")"));
    EXPECT_FALSE(named(R"("xyzzy")", R"("xyzz")"));
    EXPECT_FALSE(named("xyzzy", R"("xyzzy")"));
    EXPECT_FALSE(named(R"("xyzzy)", R"("xyzzy")"));
    EXPECT_FALSE(named("", R"("xyzzy")"));
    EXPECT_FALSE(not_modified(get("/"), R"("xyzzy")"));
}

TEST(NotModified, ReadsEveryFieldOfThatName) {
    EXPECT_TRUE(not_modified(get("/", {{"If-None-Match", R"("a")"}, {"if-none-match", R"("b")"}}), R"("b")"));
}

TEST(Conditional, AddsAnEtag) {
    auto response = conditional(get("/"), json(200, "{}"));
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(header_of(response, "ETag"), etag_of("{}"));
}

TEST(Conditional, Answers304WhenTheClientHasItAlready) {
    auto made = json(200, "{}");
    made.headers.add("Cache-Control", "public");
    auto response = conditional(get("/", {{"If-None-Match", etag_of("{}")}}), std::move(made));
    EXPECT_EQ(response.status, 304);
    EXPECT_EQ(testing::content_of(response), "");
    EXPECT_EQ(header_of(response, "ETag"), etag_of("{}"));
    EXPECT_EQ(header_of(response, "Cache-Control"), "public");
    EXPECT_FALSE(response.headers.has("Content-Type"));
}

TEST(Conditional, LeavesWritesAndFailuresAlone) {
    EXPECT_EQ(conditional(request(Method::post, "/", {{"If-None-Match", "*"}}), json(200, "{}")).status, 200);
    EXPECT_EQ(conditional(get("/", {{"If-None-Match", "*"}}), json(404, "{}")).status, 404);
}

TEST(Conditional, KeepsTheHandlersEtag) {
    auto made = json(200, "{}");
    made.headers.add("ETag", R"("mine")");
    EXPECT_EQ(conditional(get("/", {{"If-None-Match", R"("mine")"}}), std::move(made)).status, 304);
}

struct RangeCase {
    std::string_view asked;
    std::uint64_t size;
    std::uint64_t first;
    std::uint64_t length;
};

TEST(RangeOf, ReadsTheExamplesOfRfc9110) {
    for (const auto& [asked, size, first, length] : std::vector<RangeCase>{{"bytes=0-499", 10000, 0, 500},
                                                                           {"bytes=500-999", 10000, 500, 500},
                                                                           {"bytes=-500", 10000, 9500, 500},
                                                                           {"bytes=9500-", 10000, 9500, 500},
                                                                           {"bytes=0-0", 10000, 0, 1},
                                                                           {"bytes=-1", 10000, 9999, 1},
                                                                           {"Bytes= 9999-9999", 10000, 9999, 1},
                                                                           {"bytes=9000-20000", 10000, 9000, 1000},
                                                                           {"bytes=-20000", 10000, 0, 10000},
                                                                           {"bytes=1-99999999999999999999999", 10, 1, 9}}) {
        const auto answer = range_of(get("/", {{"Range", asked}}), size, R"("e")");
        ASSERT_TRUE(answer.range) << asked;
        EXPECT_EQ(answer.range->first, first) << asked;
        EXPECT_EQ(answer.range->length, length) << asked;
        EXPECT_FALSE(answer.unsatisfiable) << asked;
    }
}

TEST(RangeOf, IgnoresWhatIsNoSingleRangeOfBytes) {
    for (const auto* asked : {"bytes=0-0,-1", "items=0-1", "bytes=", "bytes=-", "bytes=5-2", "bytes=a-b", "bytes=1-b",
                              "bytes=+1-2", "0-1", "bytes"}) {
        const auto answer = range_of(get("/", {{"Range", asked}}), 10000, R"("e")");
        EXPECT_FALSE(answer.range) << asked;
        EXPECT_FALSE(answer.unsatisfiable) << asked;
    }
    EXPECT_FALSE(range_of(request(Method::head, "/", {{"Range", "bytes=0-1"}}), 10, "").range);
    EXPECT_FALSE(range_of(get("/", {{"Range", "bytes=-1"}}), 0, "").range);
    EXPECT_FALSE(range_of(get("/"), 10, "").range);
}

TEST(RangeOf, CannotSatisfyWhatLiesBeyondTheEnd) {
    for (const auto* asked : {"bytes=10000-", "bytes=10000-10001", "bytes=-0", "bytes=99999999999999999999999-"}) {
        const auto answer = range_of(get("/", {{"Range", asked}}), 10000, R"("e")");
        EXPECT_TRUE(answer.unsatisfiable) << asked;
        EXPECT_FALSE(answer.range) << asked;
    }
    EXPECT_TRUE(range_of(get("/", {{"Range", "bytes=0-"}}), 0, "").unsatisfiable);
}

TEST(RangeOf, HoldsOnlyIfTheStrongTagIsTheSame) {
    const auto asked = [](std::string_view condition, std::string_view etag) {
        return range_of(get("/", {{"Range", "bytes=0-1"}, {"If-Range", condition}}), 10, etag).range.has_value();
    };
    EXPECT_TRUE(asked(R"("e")", R"("e")"));
    EXPECT_FALSE(asked(R"("f")", R"("e")"));
    EXPECT_FALSE(asked(R"(W/"e")", R"(W/"e")"));
    EXPECT_FALSE(asked("Sat, 29 Oct 1994 19:43:31 GMT", R"("e")"));
}

}  // namespace
}  // namespace instante::http
