#include <gtest/gtest.h>

#include "authentication/domain/errors.hpp"
#include "authentication/tests/usecases/house.hpp"

namespace instante::authentication::testing {
namespace {

using async::run;
using namespace std::chrono_literals;

class Mailing : public ::testing::Test {
protected:
    Result<User> ask_for(const std::string& address) {
        UserEdit wanted;
        wanted.email = address;
        wanted.current_password = password_of("ana");
        return run((*house.change)(ana.user.id, SessionId{core::parse_id(claims_of(ana.access_token).sid).value()}, wanted));
    }
    Mail reset_mail(const std::string& address = "ana@example.org") {
        EXPECT_TRUE(run(house.reset_password->ask(address, {})));
        return house.post();
    }
    Result<void> reset(const std::string& token, const std::string& password) {
        return run((*house.reset_password)(token, password, {}));
    }
    House house;
    SignedIn ana = house.has("ana");
};

TEST_F(Mailing, ARegistrationIsFollowedByALinkThatVerifiesOnce) {
    const auto mail = house.post();
    EXPECT_EQ(mail.to, "ana@example.org");
    const auto token = token_in(mail);
    ASSERT_FALSE(token.empty()) << mail.letter.text;
    EXPECT_NE(mail.letter.html.find("https://photos.example.org/user/verify/" + token), std::string::npos);
    EXPECT_FALSE(house.user("ana")->email_verified);
    EXPECT_TRUE(run(house.confirm_email->look(token)));
    EXPECT_TRUE(run((*house.confirm_email)(token, {})).value().email_verified);
    EXPECT_EQ(run((*house.confirm_email)(token, {})).error().code(), link_spent);
    EXPECT_EQ(run(house.confirm_email->look(token)).error().code(), link_spent);
}

TEST_F(Mailing, ALinkIsTooOldAfterItsTime) {
    const auto verify = token_in(house.post());
    house.clock.advance(48h);
    EXPECT_EQ(run((*house.confirm_email)(verify, {})).error().code(), link_spent);
    const auto forgotten = token_in(reset_mail());
    house.clock.advance(1h);
    EXPECT_EQ(reset(forgotten, "a new password").error().code(), link_spent);
}

TEST_F(Mailing, ResendsOnlyWhatIsStillNeeded) {
    const auto first = token_in(house.post());
    ASSERT_TRUE(run(house.confirm_email->resend(ana.user.id, {})));
    const auto second = token_in(house.post());
    EXPECT_NE(first, second);
    ASSERT_TRUE(run((*house.confirm_email)(first, {})));
    const auto sent = house.postman.sent.size();
    ASSERT_TRUE(run(house.confirm_email->resend(ana.user.id, {})));
    house.post();
    EXPECT_EQ(house.postman.sent.size(), sent);
}

TEST_F(Mailing, AnOrderThatFailsIsTriedAgain) {
    house.postman.fails = true;
    house.post();
    EXPECT_TRUE(house.postman.sent.empty());
    house.postman.fails = false;
    ASSERT_TRUE(run((*house.confirm_email)(token_in(house.post()), {})));
    EXPECT_EQ(house.postman.sent.size(), 1u);
}

TEST_F(Mailing, ANewAddressIsConfirmedThereAndTheOldOneIsTold) {
    house.post();
    house.postman.sent.clear();
    const auto asked = ask_for("new@example.org").value();
    EXPECT_EQ(asked.email, "ana@example.org");
    EXPECT_EQ(asked.pending_email, "new@example.org");
    house.post();
    ASSERT_EQ(house.postman.sent.size(), 2u);
    EXPECT_EQ(house.postman.sent[0].to, "new@example.org");
    EXPECT_EQ(house.postman.sent[1].to, "ana@example.org");
    EXPECT_EQ(token_in(house.postman.sent[1]), "");
    const auto changed = run((*house.confirm_email)(token_in(house.postman.sent[0]), {})).value();
    EXPECT_EQ(changed.email, "new@example.org");
    EXPECT_TRUE(changed.email_verified);
    EXPECT_TRUE(run((*house.sign_in)({"new@example.org", password_of("ana"), {}, {}})));
}

TEST_F(Mailing, AskingForTheAddressInForceGivesTheOtherUp) {
    ASSERT_TRUE(ask_for("new@example.org"));
    house.post();
    const auto token = token_in(house.postman.sent[1]);
    ASSERT_TRUE(ask_for("ana@example.org"));
    EXPECT_EQ(house.user("ana")->pending_email, "");
    EXPECT_EQ(run((*house.confirm_email)(token, {})).error().code(), link_spent);
}

TEST_F(Mailing, AnAddressThatAnotherTookMeanwhileLeavesTheLinkDead) {
    ASSERT_TRUE(ask_for("bia@example.org"));
    house.post();
    const auto token = token_in(house.postman.sent[1]);
    house.has("bia");
    EXPECT_EQ(run((*house.confirm_email)(token, {})).error().code(), link_spent);
    EXPECT_EQ(house.user("ana")->email, "ana@example.org");
}

TEST_F(Mailing, AForgottenPasswordIsReplacedAndEverySessionEnds) {
    const auto token = token_in(reset_mail(" ANA@example.org "));
    ASSERT_FALSE(token.empty());
    EXPECT_EQ(reset(token, "short").error().code(), core::invalid_fields);
    ASSERT_TRUE(reset(token, "a new password"));
    EXPECT_TRUE(house.refuses(ana));
    EXPECT_FALSE(run((*house.refresh)(ana.refresh_token, {})));
    EXPECT_FALSE(run((*house.sign_in)({"ana", password_of("ana"), {}, {}})));
    EXPECT_TRUE(run((*house.sign_in)({"ana", "a new password", {}, {}})));
    EXPECT_EQ(reset(token, "another password").error().code(), link_spent);
}

TEST_F(Mailing, AStrangersAddressIsOrderedAlikeAndGetsNothing) {
    house.post();
    const auto sent = house.postman.sent.size();
    reset_mail("nobody@example.org");
    EXPECT_EQ(house.postman.sent.size(), sent);
    EXPECT_EQ(run(house.reset_password->ask("no address", {})).error().code(), core::invalid_fields);
}

TEST_F(Mailing, AVerificationsLinkResetsNoPassword) {
    const auto verify = token_in(house.post());
    EXPECT_EQ(reset(verify, "a new password").error().code(), link_spent);
    const auto forgotten = token_in(reset_mail());
    EXPECT_EQ(run((*house.confirm_email)(forgotten, {})).error().code(), link_spent);
}

TEST_F(Mailing, AWriteThatFailsLeavesTheLinkGood) {
    const auto verify = token_in(house.post());
    house.faults.fail(1, Faults::When::before);
    EXPECT_FALSE(run((*house.confirm_email)(verify, {})));
    house.faults.heal();
    EXPECT_TRUE(run((*house.confirm_email)(verify, {})));
}

}  // namespace
}  // namespace instante::authentication::testing
