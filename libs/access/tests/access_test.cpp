#include "access/access.hpp"

#include <gtest/gtest.h>

#include "access/token.hpp"

namespace instante::access {
namespace {

using namespace std::chrono_literals;

constexpr core::Timestamp noon{std::chrono::sys_days{std::chrono::year{2026} / 11 / 24} + 12h};

struct AccessTest : testing::Test {
    core::FixedClock clock{noon};
    crypto::SigningKey key = crypto::SigningKey::generate(noon);
    crypto::KeySet keys{{key.public_key()}};
    crypto::Verifier verifier{keys, clock, {.issuer = token_issuer(""), .audience = std::string{token_audience}}};
    DenyList deny_list{clock, token_lifetime + token_leeway};
    Access access{verifier, deny_list};

    http::Request request_with(const std::string& authorization) {
        http::Request request;
        request.headers.add("Authorization", authorization);
        return request;
    }
    std::string token(std::string sub = "7", std::string sid = "70") {
        crypto::Claims claims;
        claims.iss = token_issuer("");
        claims.aud = token_audience;
        claims.sub = std::move(sub);
        claims.sid = std::move(sid);
        claims.username = "ana";
        claims.name = "Ana";
        claims.lang = "en";
        claims.version = 1;
        claims.iat = std::chrono::floor<std::chrono::seconds>(noon);
        claims.exp = claims.iat + token_lifetime;
        return crypto::issue(key, claims);
    }
};

TEST_F(AccessTest, KnowsWhoIsSignedIn) {
    auto viewer = access.required(request_with("Bearer " + token()));
    ASSERT_TRUE(viewer);
    EXPECT_EQ(viewer->user, 7u);
    EXPECT_EQ(viewer->session, 70u);
    EXPECT_EQ(viewer->claims->username, "ana");
    EXPECT_TRUE(access.required(request_with("bearer " + token()))) << "the scheme's case does not matter";
}

TEST_F(AccessTest, TakesARequestWithoutAuthorizationAsNobodys) {
    auto viewer = access.optional(http::Request{});
    ASSERT_TRUE(viewer);
    EXPECT_EQ(viewer->user, 0u);
    EXPECT_EQ(access.required(http::Request{}).error().code(), core::unauthenticated);
}

TEST_F(AccessTest, RefusesWhatIsNoTokenEvenWhereNobodyNeedBeSignedIn) {
    for (const auto* authorization : {"Bearer", "Bearer x.y.z", "Basic YTpi", ""})
        EXPECT_EQ(access.optional(request_with(authorization)).error().code(), core::unauthenticated) << authorization;
    EXPECT_FALSE(access.optional(request_with("Bearer " + token("ana"))));
    EXPECT_FALSE(access.optional(request_with("Bearer " + token("7", ""))));
}

TEST_F(AccessTest, RefusesATokenOnTheDenyList) {
    const auto request = request_with("Bearer " + token());
    ASSERT_TRUE(access.required(request));
    deny_list.deny_session(70, noon);
    EXPECT_EQ(access.required(request).error().code(), core::unauthenticated);
}

}  // namespace
}  // namespace instante::access
