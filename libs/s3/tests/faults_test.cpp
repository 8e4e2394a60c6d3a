#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "async/run.hpp"
#include "s3/tests/played.hpp"

namespace instante::s3 {
namespace {

using testing::answer;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::Played;
using testing::refusal;

constexpr auto all = UINT64_MAX;

Result<std::string> get(Bucket& bucket) {
    return async::run(bucket.get("a", 0, all));
}
Result<void> put(Bucket& bucket) {
    return async::run(bucket.put({{"a", "image/jpeg", "a picture"}}));
}
Result<bool> claim(Bucket& bucket) {
    return async::run(bucket.put_if_absent({"a", "application/json", "mine"}));
}

std::string slow_down() {
    return refusal(503, "SlowDown");
}
std::string away() {
    return answer(503, "no healthy upstream");
}
/// The connection is closed without an answer.
std::string cut() {
    return {};
}
std::string cut_within() {
    return "HTTP/1.1 200 OK\r\nContent-Length: 10\r\nConnection: close\r\n\r\ncut";
}

TEST(S3, TriesAgainWhileItIsAskedToSlowDown) {
    Played s3{{slow_down(), answer(500), away(), answer(200)}};
    const auto bucket = s3.open();
    EXPECT_TRUE(put(*bucket));
    ASSERT_EQ(s3.asked().size(), 4u);
    for (const auto& request : s3.asked()) {
        EXPECT_THAT(request, HasSubstr("PUT /photos/a HTTP/1.1\r\n"));
        EXPECT_THAT(request, HasSubstr("\r\n\r\na picture"));
        EXPECT_THAT(request, Not(HasSubstr("Expect")));
    }
}

TEST(S3, SaysOverloadedWhereItIsToSlowDownForLong) {
    Played s3{std::vector<std::string>(5, slow_down())};
    EXPECT_EQ(put(*s3.open()).error().code(), core::overloaded);
    EXPECT_EQ(s3.asked().size(), 5u);
}

TEST(S3, SaysThatTheEngineIsAwayWhereItStaysUnwell) {
    Played s3{std::vector<std::string>(5, away())};
    const auto outcome = get(*s3.open());
    EXPECT_EQ(outcome.error().code(), core::engine_away);
    EXPECT_THAT(outcome.error().note(), HasSubstr("503"));
    EXPECT_EQ(s3.asked().size(), 5u);
}

TEST(S3, TriesAgainWhereTheConnectionIsCut) {
    Played s3{{cut(), cut_within(), answer(200, "whole")}};
    EXPECT_EQ(get(*s3.open()).value(), "whole");
}

TEST(S3, SaysThatTheEngineIsAwayWhereNobodyListens) {
    Options options = Played{}.options();  // it has gone
    const core::SystemClock clock;
    const auto bucket = open_bucket(options, clock).value();
    EXPECT_EQ(put(*bucket).error().code(), core::engine_away);
    const auto checked = async::run(bucket->check());
    EXPECT_EQ(checked.error().kind(), core::Kind::invalid);
    EXPECT_THAT(checked.error().note(), HasSubstr("cannot be reached"));
}

TEST(S3, LearnsThatItWonAKeyThoughTheAnswerWasLost) {
    Played s3{{cut_within(), refusal(412, "PreconditionFailed"), answer(200, "mine")}};
    EXPECT_TRUE(claim(*s3.open()).value());
}

TEST(S3, LosesAKeyToAnotherThoughAnAnswerWasLost) {
    Played s3{{away(), refusal(412, "PreconditionFailed"), answer(200, "theirs")}};
    EXPECT_FALSE(claim(*s3.open()).value());
}

TEST(S3, AsksNoFurtherWhereAKeyIsTaken) {
    Played s3{{refusal(412, "PreconditionFailed")}};
    EXPECT_FALSE(claim(*s3.open()).value());
    ASSERT_EQ(s3.asked().size(), 1u);
    EXPECT_THAT(s3.asked().front(), HasSubstr("if-none-match: *\r\n"));
}

TEST(S3, TriesAgainWhereAnotherIsTakingTheKey) {
    Played s3{{refusal(409, "ConditionalRequestConflict"), answer(200)}};
    EXPECT_TRUE(claim(*s3.open()).value());
}

TEST(S3, SignsByTheClockOfS3WhereItsOwnDiffers) {
    Played s3{{refusal(403, "RequestTimeTooSkewed", "", "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"), answer(200, "here"),
               answer(200, "here")}};
    const auto bucket = s3.open();
    EXPECT_EQ(get(*bucket).value(), "here");
    EXPECT_EQ(get(*bucket).value(), "here");
    const auto asked = s3.asked();
    ASSERT_EQ(asked.size(), 3u);
    EXPECT_THAT(asked[0], Not(HasSubstr("x-amz-date: 19941106T")));
    EXPECT_THAT(asked[1], HasSubstr("x-amz-date: 19941106T0849"));
    EXPECT_THAT(asked[2], HasSubstr("x-amz-date: 19941106T0849"));
}

TEST(S3, SaysWhichSettingIsWrongAtStart) {
    const std::vector<std::pair<std::string, std::string>> refusals{
        {refusal(404, "NoSuchBucket"), "there is no bucket photos at http://127.0.0.1"},
        {refusal(403, "InvalidAccessKeyId"), "the AWS credentials are refused"},
        {refusal(403, "SignatureDoesNotMatch"), "the AWS credentials are refused"},
        {refusal(403, "AccessDenied"), "the credentials do not allow this on bucket photos"},
        {refusal(400, "AuthorizationHeaderMalformed", "<Region>us-west-2</Region>"), "set region=us-west-2"},
        {refusal(301, "PermanentRedirect", "", "x-amz-bucket-region: eu-south-1\r\n"), "set region=eu-south-1"},
        {answer(200, "<html>a web page</html>"), "no list"},
        {answer(200, "no XML"), "no list"},
    };
    for (const auto& [said, expected] : refusals) {
        Played s3{{said}};
        const auto checked = async::run(s3.open()->check());
        ASSERT_FALSE(checked) << expected;
        EXPECT_EQ(checked.error().kind(), core::Kind::invalid);
        EXPECT_THAT(checked.error().note(), HasSubstr(expected));
        EXPECT_THAT(checked.error().note(), Not(HasSubstr("hunter2")));
        EXPECT_EQ(s3.asked().size(), 1u) << expected;
    }
}

TEST(S3, IsAwayAndTheObjectNotMissingWhereTheBucketIsGone) {
    Played s3{{refusal(404, "NoSuchBucket"), refusal(404, "NoSuchKey")}};
    const auto bucket = s3.open();
    EXPECT_EQ(get(*bucket).error().code(), core::engine_away);
    EXPECT_EQ(get(*bucket).error().code(), core::not_found);
}

TEST(S3, CutsAPartOutWhereRangesAreNotKnown) {
    Played s3{{answer(200, "0123456789"), answer(200, "0123456789")}};
    const auto bucket = s3.open();
    EXPECT_EQ(async::run(bucket->get("a", 3, 4)).value(), "3456");
    EXPECT_EQ(async::run(bucket->get("a", 20, 4)).value(), "");
    EXPECT_THAT(s3.asked().front(), HasSubstr("range: bytes=3-6\r\n"));
}

TEST(S3, TellsAnObjectThatCouldNotBeDeleted) {
    Played s3{{answer(200, "<DeleteResult><Error><Key>b</Key><Code>AccessDenied</Code></Error></DeleteResult>"),
               answer(200, "<DeleteResult><Error><Key>b</Key><Code>NoSuchKey</Code></Error></DeleteResult>")}};
    const auto bucket = s3.open();
    const auto outcome = async::run(bucket->remove({"a", "b"}));
    EXPECT_EQ(outcome.error().code(), core::engine_away);
    EXPECT_THAT(outcome.error().note(), HasSubstr("AccessDenied"));
    EXPECT_TRUE(async::run(bucket->remove({"a", "b"})));
    EXPECT_THAT(s3.asked().front(), HasSubstr("POST /photos?delete= HTTP/1.1\r\n"));
    EXPECT_THAT(s3.asked().front(), HasSubstr("content-md5: "));
}

TEST(S3, ListsPageAfterPageAndLeavesOthersKeysOut) {
    Played s3{{answer(200,
                      "<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>t/1=</NextContinuationToken>"
                      "<Contents><Key>a</Key><Size>3</Size><LastModified>2026-01-01T00:00:00.000Z</LastModified></Contents>"
                      "<Contents><Key>not%20ours</Key><Size>1</Size></Contents></ListBucketResult>"),
               answer(200,
                      "<ListBucketResult><IsTruncated>false</IsTruncated>"
                      "<Contents><Key>b%2Fc</Key><Size>5</Size><LastModified>2026-01-01T00:00:00.000Z</LastModified></Contents>"
                      "</ListBucketResult>")}};
    const auto infos = async::run(s3.open()->list("", "0", 2)).value();
    ASSERT_EQ(infos.size(), 2u);
    EXPECT_EQ(infos[0].key, "a");
    EXPECT_EQ(infos[0].size, core::Bytes{3});
    EXPECT_EQ(infos[1].key, "b/c");
    EXPECT_THAT(s3.asked()[0], HasSubstr("start-after=0"));
    EXPECT_THAT(s3.asked()[1], HasSubstr("continuation-token=t%2F1%3D"));
}

TEST(S3, GivesUpThePartsOfAnObjectThatCannotBeCompleted) {
    Played s3{{answer(200, "<InitiateMultipartUploadResult><UploadId>u</UploadId></InitiateMultipartUploadResult>"),
               answer(200, "", "ETag: \"1\"\r\n"), answer(200, "", "ETag: \"2\"\r\n"), refusal(200, "InternalError"),
               answer(204)}};
    const auto outcome = async::run(s3.open()->put({{"a", "image/jpeg", std::string(9U << 20U, 'x')}}));
    EXPECT_EQ(outcome.error().code(), core::engine_away);
    ASSERT_EQ(s3.asked().size(), 5u);
    EXPECT_THAT(s3.asked().back(), HasSubstr("DELETE /photos/a?uploadId=u HTTP/1.1\r\n"));
}

}  // namespace
}  // namespace instante::s3
