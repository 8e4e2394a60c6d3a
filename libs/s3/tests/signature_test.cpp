#include "s3/signature.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "core/encoding.hpp"
#include "crypto/hash.hpp"
#include "s3/checksum.hpp"

/// The examples of "Authenticating Requests (AWS Signature Version 4)" in Amazon's S3 API reference.
namespace instante::s3 {
namespace {

const Credentials credentials{"AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", {}, {}};
const auto moment = core::parse_rfc3339("2013-05-24T00:00:00Z").value();
constexpr auto host = "examplebucket.s3.amazonaws.com";

std::string value_of(const Fields& fields, std::string_view name) {
    const auto found = std::ranges::find(fields, name, [](const auto& field) { return std::string_view{field.first}; });
    return found == fields.end() ? std::string{} : found->second;
}

std::string authorization(const Unsigned& request, std::string_view content = "") {
    const auto hash = core::hex_encode(crypto::sha256(content));
    return value_of(sign(request, credentials, "us-east-1", hash, moment), "authorization");
}

std::string expected(std::string_view names, std::string_view signature) {
    return "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, SignedHeaders=" +
           std::string{names} + ", Signature=" + std::string{signature};
}

TEST(Signature, OfAGetWithARange) {
    const Unsigned request{http::Method::get, host, "/test.txt", {}, {{"range", "bytes=0-9"}}};
    EXPECT_EQ(authorization(request), expected("host;range;x-amz-content-sha256;x-amz-date",
                                               "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"));
}

TEST(Signature, OfAPut) {
    const Unsigned request{http::Method::put,
                           host,
                           "/test%24file.text",
                           {},
                           {{"date", "Fri, 24 May 2013 00:00:00 GMT"}, {"x-amz-storage-class", "REDUCED_REDUNDANCY"}}};
    EXPECT_EQ(authorization(request, "Welcome to Amazon S3."),
              expected("date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class",
                       "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"));
}

TEST(Signature, OfAQueryWithoutAValue) {
    const Unsigned request{http::Method::get, host, "/", {{"lifecycle", ""}}, {}};
    EXPECT_EQ(authorization(request), expected("host;x-amz-content-sha256;x-amz-date",
                                               "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"));
}

TEST(Signature, OfAQueryInAnyOrder) {
    const Unsigned request{http::Method::get, host, "/", {{"prefix", "J"}, {"max-keys", "2"}}, {}};
    EXPECT_EQ(authorization(request), expected("host;x-amz-content-sha256;x-amz-date",
                                               "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"));
}

TEST(Signature, OfAUrl) {
    const Unsigned request{http::Method::get, host, "/test.txt", {}, {}};
    EXPECT_EQ(presign(request, credentials, "us-east-1", std::chrono::hours{24}, moment),
              "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request"
              "&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host"
              "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404");
}

TEST(Signature, CoversASessionTokenAndWhatItSends) {
    auto temporary = credentials;
    temporary.session_token = "a/token=";
    const Unsigned request{http::Method::get, host, "/a", {}, {}};
    const auto fields = sign(request, temporary, "us-east-1", unsigned_payload, moment);
    EXPECT_EQ(value_of(fields, "x-amz-security-token"), "a/token=");
    EXPECT_EQ(value_of(fields, "x-amz-date"), "20130524T000000Z");
    EXPECT_EQ(value_of(fields, "x-amz-content-sha256"), "UNSIGNED-PAYLOAD");
    EXPECT_EQ(value_of(fields, "host"), "");
    EXPECT_NE(value_of(fields, "authorization").find("SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-security-token,"),
              std::string::npos);
    EXPECT_NE(presign(request, temporary, "us-east-1", std::chrono::hours{1}, moment).find("X-Amz-Security-Token=a%2Ftoken%3D"),
              std::string::npos);
}

TEST(Checksum, IsTheMd5InBase64) {
    EXPECT_EQ(content_md5(""), "1B2M2Y8AsgTpgAmY7PhCfg==");
}

}  // namespace
}  // namespace instante::s3
