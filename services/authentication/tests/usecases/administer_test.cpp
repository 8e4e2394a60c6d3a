#include <gtest/gtest.h>

#include "authentication/commands.hpp"
#include "authentication/domain/errors.hpp"
#include "authentication/service.hpp"
#include "authentication/tests/usecases/house.hpp"

namespace instante::authentication::testing {
namespace {

using async::run;

class Administering : public ::testing::Test {
protected:
    /// What a command prints.
    Result<std::string> order(const std::string& name, host::Given given) {
        for (const auto& command : admin_commands({administer, *house.keep_keys, house.begun}))
            if (command.name == "admin user " + name) return run(command.run(std::move(given)));
        ADD_FAILURE() << name;
        return core::Error{};
    }
    House house;
    SignedIn ana = house.has("ana");
    Administer administer{{*house.stores.people, *house.stores.accounts, *house.passwords, *house.secrets, *house.refusals,
                           *house.register_user, *house.delete_user, house.clock}};
};

TEST_F(Administering, EveryCommandIsToldAndDone) {
    const auto told = authentication_commands();
    const auto done = admin_commands({administer, *house.keep_keys, house.begun});
    ASSERT_EQ(told.size(), done.size());
    for (std::size_t each = 0; each < told.size(); ++each) EXPECT_EQ(told[each].name, done[each].name);
}

TEST_F(Administering, ListsAndShowsPeople) {
    house.has("bia");
    const auto all = order("list", {}).value();
    EXPECT_NE(all.find("\tana\tana@example.org\tunverified\tactive\t"), std::string::npos) << all;
    EXPECT_NE(all.find("\tbia\t"), std::string::npos);
    const auto first = order("list", {{"limit", {"1"}}}).value();
    EXPECT_NE(first.find("more: --after " + core::to_string(ana.user.id)), std::string::npos) << first;
    EXPECT_EQ(order("list", {{"after", {core::to_string(ana.user.id)}}}).value().find("\tana\t"), std::string::npos);
    EXPECT_EQ(order("list", {{"limit", {"0"}}}).error().code(), core::invalid_fields);
    EXPECT_EQ(order("list", {{"after", {"ana"}}}).error().code(), core::invalid_fields);
    for (const auto& who : {std::string{"ANA"}, std::string{"ana@example.org"}, core::to_string(ana.user.id)})
        EXPECT_NE(order("show", {{"user", {who}}}).value().find("username: ana\n"), std::string::npos);
    EXPECT_EQ(order("show", {{"user", {"nobody"}}}).error().code(), core::not_found);
}

TEST_F(Administering, CreatesSomebodyWithAPasswordThatIsMade) {
    const auto text = order("create", {{"username", {"bia"}}, {"email", {"bia@example.org"}}, {"lang", {"pt-BR"}}}).value();
    const auto at = text.find("password: ");
    ASSERT_NE(at, std::string::npos) << text;
    const auto password = text.substr(at + 10, 20);
    EXPECT_TRUE(run((*house.sign_in)({"bia", password, {}, {}})));
    EXPECT_EQ(house.user("bia")->lang, "pt-BR");
    EXPECT_EQ(order("create", {{"username", {"bia"}}, {"email", {"c@example.org"}}}).error().code(), taken);
}

TEST_F(Administering, DisablesAndEnables) {
    EXPECT_EQ(order("disable", {{"user", {"ana"}}}).value(), "ana is disabled\n");
    EXPECT_TRUE(house.refuses(ana));
    EXPECT_FALSE(run((*house.find)("ana")));
    EXPECT_FALSE(run((*house.sign_in)({"ana", password_of("ana"), {}, {}})));
    EXPECT_FALSE(run((*house.refresh)(ana.refresh_token, {})));
    EXPECT_NE(order("show", {{"user", {"ana"}}}).value().find("state: disabled"), std::string::npos);
    const auto events = house.announced().size();
    ASSERT_TRUE(order("disable", {{"user", {"ana"}}}));
    EXPECT_EQ(house.announced().size(), events);
    EXPECT_EQ(order("enable", {{"user", {"ana"}}}).value(), "ana is active\n");
    EXPECT_TRUE(run((*house.sign_in)({"ana", password_of("ana"), {}, {}})));
}

TEST_F(Administering, ObeysTheNewestDecisionWhateverComesFirst) {
    const auto first = noon + std::chrono::minutes{1};
    const auto second = noon + std::chrono::minutes{2};
    const auto obey = [&](UserState state, core::Timestamp at) { run(administer.obey({ana.user.id, state, at})).value(); };
    obey(UserState::disabled, first);
    EXPECT_EQ(house.user("ana")->state, UserState::disabled);
    EXPECT_TRUE(house.refuses(ana));
    obey(UserState::active, second);
    obey(UserState::disabled, first);
    EXPECT_EQ(house.user("ana")->state, UserState::active) << "told twice, the second time late";

    const auto bia = house.has("bia").user.id;
    run(administer.obey({bia, UserState::active, second})).value();
    run(administer.obey({bia, UserState::disabled, first})).value();
    EXPECT_EQ(house.user("bia")->state, UserState::active) << "the other way round";
}

TEST_F(Administering, ObeysNothingOfWhoIsNotThere) {
    const auto later = noon + std::chrono::minutes{1};
    EXPECT_TRUE(run(administer.obey({UserId{1}, UserState::disabled, later})));
    ASSERT_TRUE(order("delete", {{"user", {"ana"}}}));
    const auto events = house.announced().size();
    EXPECT_TRUE(run(administer.obey({ana.user.id, UserState::active, later})));
    EXPECT_EQ(house.announced().size(), events);
}

TEST_F(Administering, AnOrderThatFailedIsObeyedTheNextTime) {
    const StateOrder order{ana.user.id, UserState::disabled, noon + std::chrono::minutes{1}};
    house.faults.fail(1, Faults::When::before);
    EXPECT_FALSE(run(administer.obey(order)));
    EXPECT_TRUE(run(administer.obey(order)));
    EXPECT_EQ(house.user("ana")->state, UserState::disabled);
}

TEST_F(Administering, GivesANewPassword) {
    EXPECT_EQ(order("reset-password", {{"user", {"ana"}}, {"password", {"short"}}}).error().code(), core::invalid_fields);
    ASSERT_TRUE(order("reset-password", {{"user", {"ana"}}, {"password", {"a new password"}}}));
    EXPECT_TRUE(house.refuses(ana));
    EXPECT_TRUE(run((*house.sign_in)({"ana", "a new password", {}, {}})));
    EXPECT_NE(order("reset-password", {{"user", {"ana"}}}).value().find("password: "), std::string::npos);
}

TEST_F(Administering, Deletes) {
    ASSERT_TRUE(order("disable", {{"user", {"ana"}}}));
    EXPECT_EQ(order("delete", {{"user", {"ana"}}}).value(), "ana is being deleted\n");
    EXPECT_EQ(order("delete", {{"user", {"ana"}}}).error().code(), core::not_found);
    EXPECT_EQ(order("list", {}).value(), "");
}

}  // namespace
}  // namespace instante::authentication::testing
