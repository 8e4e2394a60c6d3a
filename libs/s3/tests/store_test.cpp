#include <gtest/gtest.h>

#include <cstdlib>

#include "blob/testing/store_suite.hpp"
#include "http/client.hpp"
#include "s3/s3.hpp"
#include "s3/tests/prefixed_store.hpp"

/// Against a real S3, where INSTANTE_TEST_S3 names a bucket and AWS_… have its credentials.
namespace instante::s3 {
namespace {

std::unique_ptr<Bucket> open_named() {
    static const core::SystemClock clock;
    const auto* url = std::getenv("INSTANTE_TEST_S3");
    if (url == nullptr) return nullptr;
    Options options;
    options.url = url;
    return open_bucket(std::move(options), clock).value();
}

std::string own_prefix() {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    const auto moment = std::chrono::system_clock::now().time_since_epoch().count();
    return "test-" + std::to_string(std::hash<std::string>{}(test->name())) + '-' + std::to_string(moment) + '/';
}

std::shared_ptr<blob::Store> open_empty() {
    auto bucket = open_named();
    if (!bucket) return nullptr;
    return std::make_shared<testing::PrefixedStore>(std::move(bucket), own_prefix());
}

class RealBucket : public ::testing::Test {
protected:
    void SetUp() override {
        bucket = open_named();
        if (!bucket) GTEST_SKIP() << "INSTANTE_TEST_S3 names no bucket";
        prefix = own_prefix();
    }
    void TearDown() override {
        if (bucket) EXPECT_TRUE(async::run(bucket->remove({prefix + "a", prefix + "b"})));
    }
    [[nodiscard]] std::string get(const std::string& key) const { return async::run(bucket->get(key, 0, UINT64_MAX)).value(); }

    std::unique_ptr<Bucket> bucket;
    std::string prefix;
};

TEST_F(RealBucket, CanBeUsed) {
    EXPECT_TRUE(async::run(bucket->check()));
}

TEST_F(RealBucket, TakesALargeObjectInParts) {
    std::string content;
    for (std::uint64_t i = 0; content.size() < (17U << 20U); ++i) content += std::to_string(i) + '\n';
    const std::string second(9U << 20U, 'x');
    ASSERT_TRUE(async::run(bucket->put({{prefix + "a", "image/jpeg", content}, {prefix + "b", "image/jpeg", second}})));
    EXPECT_TRUE(get(prefix + "a") == content);
    EXPECT_TRUE(get(prefix + "b") == second);
    EXPECT_EQ(async::run(bucket->head(prefix + "a")).value()->size.count, content.size());
}

TEST_F(RealBucket, GivesAUrlThatNeedsNoCredentials) {
    ASSERT_TRUE(async::run(bucket->put({{prefix + "a", "image/jpeg", "a picture"}})));
    http::Client client{{}};
    http::ClientRequest request;
    request.url = async::run(bucket->presigned_get(prefix + "a", std::chrono::minutes{5})).value();
    auto answer = async::run(client.send(request)).value();
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.content, "a picture");
    EXPECT_EQ(answer.headers.find("Content-Type"), "image/jpeg");
    EXPECT_EQ(answer.headers.find("Cache-Control"), "public, max-age=31536000, immutable");

    request.url.erase(request.url.find('?'));
    EXPECT_EQ(async::run(client.send(request)).value().status, 403);
}

TEST_F(RealBucket, IsNotWhatAnotherNameOrSecretOpens) {
    static const core::SystemClock clock;
    Options options;
    options.url = std::getenv("INSTANTE_TEST_S3");
    options.environment = [](const char* name) {
        return std::string{name} == "AWS_SECRET_ACCESS_KEY" ? "hunter2" : process_environment(name);
    };
    auto refused = async::run(open_bucket(options, clock).value()->check());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind(), core::Kind::invalid);
    EXPECT_EQ(refused.error().note().find("hunter2"), std::string::npos);
    EXPECT_NE(refused.error().note().find("credentials are refused"), std::string::npos) << refused.error().note();

    options.environment = process_environment;
    options.url.insert(std::string_view{"s3://"}.size(), "no-such-");
    refused = async::run(open_bucket(options, clock).value()->check());
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().note().find("there is no bucket no-such-"), std::string::npos) << refused.error().note();
}

}  // namespace
}  // namespace instante::s3

namespace instante::blob {

INSTANTIATE_TEST_SUITE_P(Adapters, BlobStoreSuite, testing::Values(StoreUnderTest{"s3", s3::open_empty}), store_name);

}  // namespace instante::blob
