#include <gtest/gtest.h>

#include "authentication/domain/errors.hpp"
#include "authentication/tests/usecases/house.hpp"

namespace instante::authentication::testing {
namespace {

using async::run;
using namespace std::chrono_literals;

class Sessions : public ::testing::Test {
protected:
    Result<SignedIn> log_in(const std::string& login, const std::string& password) {
        return run((*house.sign_in)({login, password, std::nullopt, {}}));
    }
    Result<SignedIn> refresh(const std::string& token) { return run((*house.refresh)(token, {})); }
    House house;
};

TEST_F(Sessions, BeginByUsernameOrEmailInAnyCase) {
    house.has("ana");
    for (const auto* login : {"ana", " ANA ", "ana@example.org", "Ana@Example.org"})
        EXPECT_TRUE(log_in(login, password_of("ana"))) << login;
}

TEST_F(Sessions, AreRefusedAlikeForAWrongPasswordAndAStranger) {
    house.has("ana");
    const auto wrong = log_in("ana", "not the password");
    const auto stranger = log_in("stranger", "not the password");
    ASSERT_FALSE(wrong);
    ASSERT_FALSE(stranger);
    EXPECT_EQ(wrong.error(), stranger.error());
    EXPECT_EQ(wrong.error().code(), bad_credentials);
    EXPECT_EQ(log_in("ana", std::string(100'000, 'x')).error().code(), bad_credentials);
    EXPECT_EQ(log_in("", "").error().fields().size(), 2u);
}

TEST_F(Sessions, AreRefusedToWhoIsDisabled) {
    auto user = house.has("ana").user;
    UserChange change;
    change.user = user;
    change.user.state = UserState::disabled;
    ++change.user.version;
    ASSERT_TRUE(run(house.stores.accounts->change(change)));
    EXPECT_EQ(log_in("ana", password_of("ana")).error().code(), bad_credentials);
    EXPECT_EQ(run((*house.find)("ana")).error().code(), core::not_found);
}

TEST_F(Sessions, RenewAHashOfOtherCosts) {
    auto costs = crypto::PasswordHasher::cheap();
    ++costs.passes;
    const auto dear = make_argon2_passwords(costs);
    house.has("ana");
    const auto before = *house.user("ana");
    const auto hash = run(dear->hash(password_of("ana"))).value();
    ASSERT_TRUE(run(house.stores.accounts->rehash(before.id, before.password_hash, hash)));
    ASSERT_TRUE(log_in("ana", password_of("ana")));
    EXPECT_NE(house.user("ana")->password_hash, hash);
    EXPECT_FALSE(house.passwords->needs_rehash(house.user("ana")->password_hash));
    EXPECT_TRUE(log_in("ana", password_of("ana")));
}

/// Changes somebody's hash between its comparison and the session that stands on it.
class Meddling final : public Passwords {
public:
    Meddling(House& house, std::string hash) : house_(house), hash_(std::move(hash)) {}
    Task<Result<std::string>> hash(std::string password) override { return house_.passwords->hash(std::move(password)); }
    Task<Result<bool>> verify(std::string hash, std::string password) override {
        auto matches = co_await house_.passwords->verify(hash, std::move(password));
        auto changed = co_await house_.stores.accounts->rehash(house_.user("ana")->id, std::move(hash), hash_);
        if (!changed) co_return changed.error();
        co_return matches;
    }
    Task<Result<bool>> verify_dummy(std::string password) override { return house_.passwords->verify_dummy(std::move(password)); }
    [[nodiscard]] bool needs_rehash(const std::string&) const override { return false; }

private:
    House& house_;
    std::string hash_;
};

TEST_F(Sessions, StandOnThePasswordThatHoldsWhenTheyBegin) {
    house.has("ana");
    const auto log_in_while_becoming = [&](const std::string& password) {
        Meddling passwords{house, run(house.passwords->hash(password)).value()};
        SignIn sign_in{
            {*house.stores.accounts, *house.stores.people, *house.stores.sessions, passwords, *house.refusals, house.maker}};
        return run(sign_in({"ana", password_of("ana"), std::nullopt, {}}));
    };
    EXPECT_TRUE(log_in_while_becoming(password_of("ana"))) << "the same password, hashed anew";
    EXPECT_EQ(log_in_while_becoming("another password").error().code(), bad_credentials);
}

TEST_F(Sessions, GoOnByRotation) {
    const auto first = house.has("ana");
    const auto second = refresh(first.refresh_token).value();
    EXPECT_EQ(claims_of(second.access_token).sid, claims_of(first.access_token).sid);
    house.clock.advance(session_idle_limit - 1ms);
    EXPECT_TRUE(refresh(second.refresh_token));
}

TEST_F(Sessions, EndWholeWhenATokenIsUsedTwice) {
    const auto first = house.has("ana");
    const auto second = refresh(first.refresh_token).value();
    house.clock.advance(refresh_grace + 1ms);
    EXPECT_EQ(refresh(first.refresh_token).error().code(), bad_refresh_token);
    EXPECT_TRUE(house.refuses(second));
    EXPECT_EQ(refresh(second.refresh_token).error().code(), bad_refresh_token);
    EXPECT_EQ(house.announced().back(), "session.ended.v1");
}

TEST_F(Sessions, EndWhenTheyWereIdleTooLong) {
    const auto first = house.has("ana");
    house.clock.advance(session_idle_limit);
    EXPECT_EQ(refresh(first.refresh_token).error().code(), bad_refresh_token);
}

TEST_F(Sessions, GoOnAfterALostAnswer) {
    const auto first = house.has("ana");
    for (const auto when : {Faults::When::after, Faults::When::before}) {
        house.faults.fail(1, when);
        EXPECT_FALSE(refresh(first.refresh_token));
    }
    house.faults.heal();
    house.clock.advance(3s);
    const auto again = refresh(first.refresh_token);
    ASSERT_TRUE(again);
    EXPECT_TRUE(refresh(again->refresh_token));
}

TEST_F(Sessions, EndAtOnceWithTheirDeviceAtSignOut) {
    house.has("ana");
    const auto signed_in = run((*house.sign_in)({"ana", password_of("ana"), fcm("phone"), {}})).value();
    const SessionId session{core::parse_id(claims_of(signed_in.access_token).sid).value()};
    const auto user = signed_in.user.id;
    EXPECT_EQ(run(house.stores.devices->of_users({user}, {}, 1)).value().items.front().devices.size(), 1u);
    house.faults.fail(1, Faults::When::before);
    EXPECT_FALSE(run((*house.sign_out)(session, {})));
    house.faults.heal();
    ASSERT_TRUE(run((*house.sign_out)(session, {})));
    ASSERT_TRUE(run((*house.sign_out)(session, {})));
    EXPECT_TRUE(house.refuses(signed_in));
    EXPECT_FALSE(refresh(signed_in.refresh_token));
    EXPECT_TRUE(run(house.stores.devices->of_users({user}, {}, 1)).value().items.front().devices.empty());
}

TEST_F(Sessions, BeyondTheLimitEndTheOldest) {
    const auto first = house.has("ana");
    for (std::size_t index = 1; index < session_limit; ++index) {
        house.clock.advance(1s);
        ASSERT_TRUE(log_in("ana", password_of("ana")));
    }
    EXPECT_FALSE(house.refuses(first));
    house.clock.advance(1s);
    ASSERT_TRUE(log_in("ana", password_of("ana")));
    EXPECT_TRUE(house.refuses(first));
}

TEST_F(Sessions, AreTidiedUpWhenIdle) {
    house.has("ana");
    house.clock.advance(session_idle_limit);
    EXPECT_FALSE(run((*house.tidy_up)()).value());
    EXPECT_EQ(house.announced().back(), "session.ended.v1");
}

TEST_F(Sessions, ShowAWrongDeviceAtOnce) {
    house.has("ana");
    EXPECT_EQ(run((*house.sign_in)({"ana", password_of("ana"), fcm("two words"), {}})).error().code(), core::invalid_fields);
}

/// Looks after the keys once `time` has passed, as is done every minute.
void keep_keys_after(House& house, std::chrono::milliseconds time) {
    house.clock.advance(time);
    ASSERT_TRUE(run((*house.keep_keys)()));
}

TEST(Keys, OfAFreshInstallationSignAtOnce) {
    House house;
    ASSERT_EQ(house.keys.keys().size(), 1u);
    EXPECT_EQ(house.signing_kid(), house.keys.keys().front().kid);
}

TEST(Keys, ArePublishedBeforeTheySign) {
    House house;
    const auto old = house.signing_kid();
    keep_keys_after(house, key_lifetime);
    const auto published = house.keys.keys();
    ASSERT_EQ(published.size(), 2u);
    EXPECT_EQ(published.front().kid, old);
    EXPECT_EQ(house.signing_kid(), old);
    keep_keys_after(house, key_notice - 1ms);
    EXPECT_EQ(house.signing_kid(), old);
    keep_keys_after(house, 1ms);
    EXPECT_EQ(house.signing_kid(), published.back().kid);
}

TEST(Keys, StayPublishedUntilTheLastTokenTheySignedHasExpired) {
    House house;
    const auto old = house.signing_kid();
    keep_keys_after(house, key_lifetime);
    keep_keys_after(house, key_notice);
    keep_keys_after(house, access_token_lifetime + clock_leeway);
    EXPECT_TRUE(house.keys.find(old));
    keep_keys_after(house, key_afterlife);
    EXPECT_EQ(house.keys.keys().size(), 1u);
    EXPECT_FALSE(house.keys.find(old));
}

TEST(Keys, ThatAreDamagedAreTold) {
    House house;
    EXPECT_FALSE(house.tokens->use({}, "kid"));
    EXPECT_FALSE(house.tokens->use({{"kid", "%%%", noon}}, "kid"));
    EXPECT_FALSE(house.tokens->use({{"kid", "c2hvcnQ", noon}}, "kid"));
}

TEST(Keys, OfWhichNoneIsToSignAreRefused) {
    House house;
    EXPECT_FALSE(house.tokens->use({house.tokens->new_key(noon)}, "another"));
}

}  // namespace
}  // namespace instante::authentication::testing
