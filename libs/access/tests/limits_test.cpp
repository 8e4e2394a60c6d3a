#include "access/limits.hpp"

#include <gtest/gtest.h>

#include "access/token.hpp"
#include "http/errors.hpp"

namespace instante::access {
namespace {

using namespace std::chrono_literals;

constexpr core::Timestamp noon{std::chrono::sys_days{std::chrono::year{2026} / 11 / 24} + 12h};

/// Every sort of call has a count of its own, so that a test sees which one held. A day is longer than any test.
LimitRates rates() {
    constexpr auto day = std::chrono::hours{24};
    return {.registration = {1, day},
            .login = {2, day},
            .account = {3, day},
            .forgot = {4, day},
            .upload = {5, day},
            .media = {6, day},
            .report = {9, day},
            .person = {7, day},
            .address = {8, day}};
}

struct LimitsTest : testing::Test {
    core::FixedClock clock{noon};
    crypto::SigningKey key = crypto::SigningKey::generate(noon);
    crypto::KeySet keys{{key.public_key()}};
    crypto::Verifier verifier{keys, clock, {.issuer = token_issuer(""), .audience = std::string{token_audience}}};
    DenyList deny_list{clock, token_lifetime + token_leeway};
    Access access{verifier, deny_list};
    Limits limits{access, rates(), true};

    static http::Request from(const std::string& address) {
        http::Request request;
        request.peer.address = address;
        return request;
    }
    http::Request from(const std::string& address, std::uint64_t user) {
        crypto::Claims claims;
        claims.iss = token_issuer("");
        claims.aud = token_audience;
        claims.sub = std::to_string(user);
        claims.sid = "70";
        claims.iat = std::chrono::floor<std::chrono::seconds>(noon);
        claims.exp = claims.iat + token_lifetime;
        auto request = from(address);
        request.headers.add("Authorization", "Bearer " + crypto::issue(key, claims));
        return request;
    }
    /// How many calls of that sort are granted in a row.
    int granted(const http::Request& request, http::Limit limit) {
        int count = 0;
        while (count < 100 && limits.admit(request, limit).granted) ++count;
        return count;
    }
};

TEST_F(LimitsTest, EverySortOfCallHasItsOwnFigure) {
    const auto anonymous = from("192.0.2.1");
    EXPECT_EQ(granted(anonymous, http::Limit::registration), 1);
    EXPECT_EQ(granted(anonymous, http::Limit::login), 2);
    EXPECT_EQ(granted(anonymous, http::Limit::forgot), 4);
    EXPECT_EQ(granted(anonymous, http::Limit::upload), 5);
    EXPECT_EQ(granted(anonymous, http::Limit::media), 6);
    EXPECT_EQ(granted(anonymous, http::Limit::report), 9);
    EXPECT_EQ(granted(anonymous, http::Limit::other), 8);
}

TEST_F(LimitsTest, WhoIsSignedInIsCountedAsAPersonWhereverTheyAre) {
    EXPECT_EQ(granted(from("192.0.2.1"), http::Limit::other), 8);
    EXPECT_EQ(granted(from("192.0.2.1", 7), http::Limit::other), 7) << "the address is used up, the person is not";
    EXPECT_EQ(granted(from("198.51.100.9", 7), http::Limit::other), 0);
    EXPECT_EQ(granted(from("192.0.2.1", 8), http::Limit::other), 7);
    EXPECT_EQ(granted(from("192.0.2.1", 7), http::Limit::upload), 5);
    EXPECT_EQ(granted(from("192.0.2.1", 7), http::Limit::report), 9);
}

TEST_F(LimitsTest, ATokenDoesNotHelpWhereAddressesAreCounted) {
    EXPECT_EQ(granted(from("192.0.2.1"), http::Limit::registration), 1);
    EXPECT_EQ(granted(from("192.0.2.1", 7), http::Limit::registration), 0);
}

TEST_F(LimitsTest, ATokenThatIsNotValidCountsForTheAddress) {
    auto forged = from("192.0.2.1");
    forged.headers.add("Authorization", "Bearer x.y.z");
    EXPECT_EQ(granted(forged, http::Limit::other), 8);
    EXPECT_EQ(granted(from("192.0.2.1"), http::Limit::other), 0);
}

TEST_F(LimitsTest, AnIpv6CustomerIsOneAddress) {
    EXPECT_EQ(granted(from("2001:db8:1:2::1"), http::Limit::login), 2);
    EXPECT_EQ(granted(from("2001:db8:1:2:ffff:ffff:ffff:ffff"), http::Limit::login), 0);
    EXPECT_EQ(granted(from("2001:db8:1:3::1"), http::Limit::login), 2);
}

TEST_F(LimitsTest, AnIpv4AddressIsItselfHoweverItIsWritten) {
    EXPECT_EQ(granted(from("192.0.2.1"), http::Limit::login), 2);
    EXPECT_EQ(granted(from("::ffff:192.0.2.1"), http::Limit::login), 0);
    EXPECT_EQ(granted(from("::ffff:192.0.2.2"), http::Limit::login), 2);
    EXPECT_EQ(granted(from("192.0.2.3"), http::Limit::login), 2);
}

TEST_F(LimitsTest, AnAccountIsCountedByItsNameHoweverItIsWritten) {
    for (const auto* login : {"ana@example.org", " Ana@Example.org", "ANA@EXAMPLE.ORG"}) EXPECT_TRUE(limits.admit_login(login));
    const auto refused = limits.admit_login("ana@example.org");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code(), http::rate_limited);
    EXPECT_GT(refused.error().retry_after().value_or(0s), 1h);
    EXPECT_TRUE(limits.admit_login("bruno@example.org"));
}

TEST_F(LimitsTest, SwitchedOffItLimitsNothingAndTellsNothing) {
    Limits off{access, rates(), false};
    for (int i = 0; i < 100; ++i) {
        const auto allowance = off.admit(from("192.0.2.1"), http::Limit::registration);
        ASSERT_TRUE(allowance.granted);
        ASSERT_EQ(allowance.limit, 0u);
        ASSERT_TRUE(off.admit_login("ana"));
    }
}

}  // namespace
}  // namespace instante::access
