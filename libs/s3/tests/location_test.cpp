#include "s3/location.hpp"

#include <gtest/gtest.h>

#include <map>

#include "s3/tests/environment.hpp"

namespace instante::s3 {
namespace {

using testing::variables;

Location located(std::string_view url, std::map<std::string, std::string> environment = {}) {
    return parse_location(url, variables(std::move(environment))).value();
}

TEST(Location, OfAmazonIsAHostOfItsOwn) {
    const auto location = located("s3://photos?region=eu-west-1");
    EXPECT_EQ(location.origin, "https://photos.s3.eu-west-1.amazonaws.com");
    EXPECT_EQ(location.host, "photos.s3.eu-west-1.amazonaws.com");
    EXPECT_EQ(location.path_of("p/1/a.jpg"), "/p/1/a.jpg");
    EXPECT_EQ(location.path_of(""), "/");
}

TEST(Location, OfAnotherEndpointIsAPath) {
    const auto location = located("s3://photos?endpoint=http://127.0.0.1:7070/&region=r");
    EXPECT_EQ(location.origin, "http://127.0.0.1:7070");
    EXPECT_EQ(location.path_of("p/1/a.jpg"), "/photos/p/1/a.jpg");
    EXPECT_EQ(location.path_of(""), "/photos");
    EXPECT_EQ(located("s3://photos?endpoint=https://h.example/gate/s3").path_of("a"), "/gate/s3/photos/a");
}

TEST(Location, HasTheStyleThatIsAskedFor) {
    const auto apart = located("s3://photos?endpoint=https://s3.example.org&style=virtual");
    EXPECT_EQ(apart.origin, "https://photos.s3.example.org");
    EXPECT_EQ(apart.path_of("a"), "/a");
    EXPECT_EQ(located("s3://photos?style=path").path_of("a"), "/photos/a");
    EXPECT_EQ(located("s3://photos.example").origin, "https://s3.us-east-1.amazonaws.com");  // no certificate fits two levels
    EXPECT_FALSE(parse_location("s3://photos?style=other", variables({})));
}

TEST(Location, SignsTheHostAsItIsSent) {
    EXPECT_EQ(located("s3://photos?endpoint=https://S3.example.org:443").host, "s3.example.org");
    EXPECT_EQ(located("s3://photos?endpoint=http://s3.example.org:80").host, "s3.example.org");
    EXPECT_EQ(located("s3://photos?endpoint=http://s3.example.org:443").host, "s3.example.org:443");
    EXPECT_EQ(located("s3://photos?endpoint=http://[::1]:7070").host, "[::1]:7070");
}

TEST(Location, TakesItsRegionFromTheEnvironmentWhereItHasNone) {
    EXPECT_EQ(located("s3://photos", {{"AWS_DEFAULT_REGION", "b"}}).region, "b");
    EXPECT_EQ(located("s3://photos", {{"AWS_DEFAULT_REGION", "b"}, {"AWS_REGION", "a"}}).region, "a");
    EXPECT_EQ(located("s3://photos?region=c", {{"AWS_REGION", "a"}}).region, "c");
    EXPECT_EQ(located("s3://photos").region, "us-east-1");
}

TEST(Location, IsRefusedWhereItNamesNoBucketOrNoEndpoint) {
    for (const auto* url :
         {"", "s3:", "s3://", "s3://?region=r", "file:", "s3://b?endpoint=ftp://h", "s3://b?endpoint=http://"}) {
        const auto location = parse_location(url, variables({}));
        ASSERT_FALSE(location) << url;
        EXPECT_EQ(location.error().kind(), core::Kind::invalid) << url;
    }
}

TEST(UriEncode, KeepsWhatSigV4Keeps) {
    EXPECT_EQ(uri_encode("a-b.c_d~e/f g+\xc3\xa9", true), "a-b.c_d~e/f%20g%2B%C3%A9");
    EXPECT_EQ(uri_encode("a/b", false), "a%2Fb");
}

}  // namespace
}  // namespace instante::s3
