#include <gtest/gtest.h>

#include "authentication/domain/errors.hpp"
#include "authentication/tests/usecases/house.hpp"

namespace instante::authentication::testing {
namespace {

using async::run;
using Types = std::vector<std::string>;

class Changing : public ::testing::Test {
protected:
    Result<User> edit(const UserEdit& wanted) { return run((*house.change)(ana.user.id, session(), wanted)); }
    SessionId session() { return SessionId{core::parse_id(claims_of(ana.access_token).sid).value()}; }
    House house;
    SignedIn ana = house.has("ana");
};

TEST_F(Changing, SetsWhatIsToldAndLeavesTheRest) {
    UserEdit wanted;
    wanted.bio = " Fotógrafa ";
    wanted.username = "Ana.Maria";
    const auto user = edit(wanted).value();
    EXPECT_EQ(user.bio, "Fotógrafa");
    EXPECT_EQ(user.username, "ana.maria");
    EXPECT_EQ(user.name, ana.user.name);
    EXPECT_EQ(user.version, 2);
    EXPECT_EQ(house.announced(), (Types{"user.created.v1", "user.updated.v1"}));
}

TEST_F(Changing, NothingAnnouncesNothing) {
    UserEdit wanted;
    wanted.name = ana.user.name;
    EXPECT_EQ(edit(wanted).value().version, 1);
    EXPECT_EQ(edit({}).value().version, 1);
    EXPECT_EQ(house.announced().size(), 1u);
}

TEST_F(Changing, RefusesWhatAnotherHas) {
    house.has("bia");
    UserEdit wanted;
    wanted.username = "bia";
    wanted.email = "bia@example.org";
    wanted.current_password = password_of("ana");
    const auto refused = edit(wanted);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code(), taken);
    EXPECT_EQ(refused.error().fields().size(), 2u);
}

TEST_F(Changing, ThePasswordEndsTheOtherSessionsAtOnce) {
    const auto other = run((*house.sign_in)({"ana", password_of("ana"), {}, {}})).value();
    UserEdit wanted;
    wanted.password = "a new password";
    wanted.current_password = "not the one";
    EXPECT_EQ(edit(wanted).error().code(), wrong_password);
    wanted.current_password = password_of("ana");
    ASSERT_TRUE(edit(wanted));
    EXPECT_TRUE(house.refuses(other));
    EXPECT_FALSE(house.refuses(ana));
    EXPECT_FALSE(run((*house.refresh)(other.refresh_token, {})));
    EXPECT_TRUE(run((*house.refresh)(ana.refresh_token, {})));
    EXPECT_FALSE(run((*house.sign_in)({"ana", password_of("ana"), {}, {}})));
    EXPECT_TRUE(run((*house.sign_in)({"ana", "a new password", {}, {}})));
}

TEST_F(Changing, TheEmailLeavesTheOldOneInForce) {
    UserChange verified;
    verified.user = *house.user("ana");
    verified.user.email_verified = true;
    ++verified.user.version;
    ASSERT_TRUE(run(house.stores.accounts->change(verified)));
    UserEdit wanted;
    wanted.email = "ana@example.org";
    wanted.current_password = password_of("ana");
    EXPECT_TRUE(edit(wanted).value().email_verified);
    wanted.email = "new@example.org";
    const auto asked = edit(wanted).value();
    EXPECT_TRUE(asked.email_verified);
    EXPECT_EQ(asked.email, "ana@example.org");
}

TEST_F(Changing, IsWholeOrNotAtAllWhenWritesFail) {
    UserEdit wanted;
    wanted.name = "Ana Maria";
    wanted.password = "a new password";
    wanted.current_password = password_of("ana");
    house.faults.fail(1, Faults::When::before);
    EXPECT_FALSE(edit(wanted));
    EXPECT_EQ(house.user("ana")->name, ana.user.name);
    EXPECT_TRUE(run((*house.sign_in)({"ana", password_of("ana"), {}, {}})));
    house.faults.fail(1, Faults::When::after);
    EXPECT_FALSE(edit(wanted));
    EXPECT_EQ(house.user("ana")->name, "Ana Maria");
    house.faults.heal();
    EXPECT_TRUE(run((*house.sign_in)({"ana", "a new password", {}, {}})));
}

TEST_F(Changing, SetsAPictureAndLetsTheOneBeforeGo) {
    house.renderer.answers = [this](ImageId id, UserId) { house.waits.deliver(id, an_image(id.value)); };
    UserEdit wanted;
    wanted.picture = "bytes";
    const auto first = edit(wanted).value();
    ASSERT_TRUE(first.image);
    const auto second = edit(wanted).value();
    EXPECT_NE(first.image, second.image);
    UserEdit none;
    none.remove_picture = true;
    EXPECT_FALSE(edit(none).value().image);
    EXPECT_EQ(house.announced().size(), 4u);
}

TEST_F(Changing, ThePictureLaterWhenItTakesTooLong) {
    UserEdit wanted;
    wanted.picture = "bytes";
    EXPECT_FALSE(edit(wanted).value().image);
    const auto id = house.renderer.asked.front();
    ASSERT_TRUE(run((*house.settle)({id, ana.user.id, an_image(id.value), {}, {}})));
    EXPECT_EQ(house.user("ana")->image, an_image(id.value));
}

TEST_F(Changing, ABadPictureChangesNothing) {
    house.renderer.answers = [this](ImageId id, UserId) { house.waits.deliver(id, core::Error{not_a_picture}); };
    UserEdit wanted;
    wanted.name = "Ana Maria";
    wanted.picture = "bytes";
    EXPECT_EQ(edit(wanted).error().code(), not_a_picture);
    EXPECT_EQ(house.user("ana")->name, ana.user.name);
}

TEST_F(Changing, SetsTheDevice) {
    UserEdit wanted;
    wanted.device = fcm("phone");
    ASSERT_TRUE(edit(wanted));
    EXPECT_EQ(run(house.stores.devices->of_users({ana.user.id}, {}, 1)).value().items.front().devices.front().token, "phone");
}

class Following : public Changing {};

TEST_F(Following, IsIdempotentAndExactWhenWritesFail) {
    house.has("bia");
    for (const auto when : {Faults::When::before, Faults::When::after}) {
        house.faults.fail(1, when);
        EXPECT_FALSE(run(house.follow->begin(ana.user.id, "bia", {})));
        house.faults.heal();
        EXPECT_EQ(run(house.follow->begin(ana.user.id, "bia", {})).value().state, FollowState::active);
        EXPECT_EQ(house.user("bia")->followers_count, 1);
        house.faults.fail(1, when);
        EXPECT_FALSE(run(house.follow->end(ana.user.id, "bia", {})));
        house.faults.heal();
        EXPECT_TRUE(run(house.follow->end(ana.user.id, "bia", {})));
        EXPECT_EQ(house.user("bia")->followers_count, 0);
        EXPECT_EQ(house.user("ana")->following_count, 0);
    }
    const auto types = house.announced();
    EXPECT_EQ(std::count(types.begin(), types.end(), "follow.created.v1"), 2);
    EXPECT_EQ(std::count(types.begin(), types.end(), "follow.deleted.v1"), 2);
    EXPECT_EQ(std::count(types.begin(), types.end(), "notification.create.v1"), 1);
}

TEST_F(Following, KnowsTheFollowedByIdOrUsername) {
    const auto bia = house.has("bia").user;
    ASSERT_TRUE(run(house.follow->begin(ana.user.id, core::to_string(bia.id), {})));
    const auto profile = run((*house.show)("BIA", ana.user.id)).value();
    EXPECT_TRUE(profile.relation->following);
    EXPECT_FALSE(run((*house.show)("bia", UserId{})).value().relation);
    EXPECT_EQ(run(house.follow->begin(ana.user.id, "ana", {})).error().code(), cannot_follow_yourself);
    EXPECT_EQ(run(house.follow->begin(ana.user.id, "nobody", {})).error().code(), core::not_found);
    EXPECT_EQ(run(house.follow->end(ana.user.id, "nobody", {})).error().code(), core::not_found);
}

}  // namespace
}  // namespace instante::authentication::testing
