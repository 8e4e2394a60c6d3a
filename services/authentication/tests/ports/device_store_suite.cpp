#include "authentication/tests/ports/adapters.hpp"

namespace instante::authentication::testing {
namespace {

using async::run;
using Tokens = std::vector<std::string>;

class DeviceStoreSuite : public StoreSuite {
protected:
    Result<void> put(std::uint64_t session, const Device& device) {
        return run(stores().devices->put(SessionId{session}, device));
    }
    Result<void> put(std::uint64_t session, const std::string& token) { return put(session, fcm(token)); }
    void open(std::uint64_t session, std::uint64_t user) {
        ASSERT_TRUE(run(stores().sessions->open(a_session(session, UserId{user}, "t" + std::to_string(session)), {})));
    }
    Tokens tokens(std::uint64_t user) {
        const auto page = run(stores().devices->of_users({UserId{user}}, {}, 10)).value();
        Tokens all;
        for (const auto& recipient : page.items)
            for (const auto& device : recipient.devices) all.push_back(device.token);
        return all;
    }
    /// The followers 2 .. `last` of the person 1, each with a device.
    void add_followers(std::uint64_t last) {
        add(1, "user_1");
        for (std::uint64_t id = 2; id <= last; ++id) {
            auto account = an_account(id, "user_" + std::to_string(id));
            account.session.device = fcm("device-" + std::to_string(id));
            ASSERT_TRUE(run(stores().accounts->add(account)));
            ASSERT_TRUE(run(stores().follows->follow({FollowId{id}, UserId{id}, UserId{1}, noon, {}})));
        }
    }
};

TEST_P(DeviceStoreSuite, KeepsOneDeviceOfASession) {
    add(1, "ana");
    open(5, 1);
    ASSERT_TRUE(put(5, "old"));
    ASSERT_TRUE(put(5, "new"));
    ASSERT_TRUE(put(5, "new"));
    EXPECT_EQ(tokens(1), Tokens{"new"});
    ASSERT_TRUE(run(stores().devices->remove(SessionId{5})));
    ASSERT_TRUE(run(stores().devices->remove(SessionId{5})));
    EXPECT_TRUE(tokens(1).empty());
}

TEST_P(DeviceStoreSuite, GivesATokenToTheLastWhoSetsIt) {
    add(1, "ana");
    add(2, "bia");
    open(5, 1);
    open(6, 2);
    ASSERT_TRUE(put(5, "phone"));
    ASSERT_TRUE(put(6, "phone"));
    EXPECT_TRUE(tokens(1).empty());
    EXPECT_EQ(tokens(2), Tokens{"phone"});
}

TEST_P(DeviceStoreSuite, RefusesASessionThatHasEnded) {
    EXPECT_EQ(put(5, "phone").error().code(), core::not_found);
}

TEST_P(DeviceStoreSuite, ForgetsTheDeviceWithItsSession) {
    add(1, "ana");
    open(5, 1);
    ASSERT_TRUE(put(5, "phone"));
    ASSERT_TRUE(run(stores().sessions->end(SessionId{5}, noon, {})));
    EXPECT_TRUE(tokens(1).empty());
}

TEST_P(DeviceStoreSuite, DropsTheOldestBeyondTheLimit) {
    add(1, "ana");
    for (std::uint64_t index = 0; index <= device_limit; ++index) {
        open(100 + index, 1);
        ASSERT_TRUE(put(100 + index, "phone-" + std::to_string(index)));
    }
    const auto all = tokens(1);
    ASSERT_EQ(all.size(), device_limit);
    EXPECT_EQ(all.front(), "phone-1");
    EXPECT_EQ(all.back(), "phone-20");
}

TEST_P(DeviceStoreSuite, ForgetsWhatIsInvalidWhereItStillIsThatUsers) {
    add(1, "ana");
    add(2, "bia");
    open(5, 1);
    ASSERT_TRUE(put(5, "phone"));
    ASSERT_TRUE(
        run(stores().devices->forget({{UserId{2}, DeviceKind::fcm, "phone"}, {UserId{1}, DeviceKind::webpush, "phone"}})));
    EXPECT_EQ(tokens(1), Tokens{"phone"});
    ASSERT_TRUE(run(stores().devices->forget({{UserId{1}, DeviceKind::fcm, "phone"}})));
    EXPECT_TRUE(tokens(1).empty());
}

TEST_P(DeviceStoreSuite, KeepsAllOfASubscription) {
    add(1, "ana");
    open(5, 1);
    const Device browser{DeviceKind::webpush, "https://push.example.org/x", "key", "secret"};
    ASSERT_TRUE(put(5, browser));
    const auto page = run(stores().devices->of_users({UserId{1}}, {}, 10)).value();
    ASSERT_EQ(page.items.size(), 1u);
    EXPECT_EQ(page.items.front(), (Recipient{UserId{1}, "en", {browser}}));
}

TEST_P(DeviceStoreSuite, PagesTheFollowersById) {
    add_followers(6);
    const auto first = run(stores().devices->followers_of(UserId{1}, {}, 3)).value();
    ASSERT_EQ(first.items.size(), 3u);
    EXPECT_EQ(first.items.back().id, UserId{4});
    EXPECT_EQ(first.items.back().devices, std::vector<Device>{fcm("device-4")});
    ASSERT_TRUE(first.next);
    const auto second = run(stores().devices->followers_of(UserId{1}, *first.next, 3)).value();
    EXPECT_EQ(second.items.size(), 2u);
    EXPECT_FALSE(second.next);
}

TEST_P(DeviceStoreSuite, LeavesOutWhoIsNotActive) {
    add_followers(3);
    UserChange change;
    change.user = find(2);
    change.user.state = UserState::disabled;
    ++change.user.version;
    ASSERT_TRUE(run(stores().accounts->change(change)));
    EXPECT_EQ(run(stores().devices->followers_of(UserId{1}, {}, 10)).value().items.size(), 1u);
    EXPECT_EQ(run(stores().devices->of_users({UserId{2}, UserId{3}, UserId{3}, UserId{99}}, {}, 10)).value().items.size(), 1u);
}

TEST_P(DeviceStoreSuite, PagesTheUsersNamedById) {
    add_followers(5);
    const std::vector<UserId> named{UserId{5}, UserId{2}, UserId{4}, UserId{3}, UserId{2}};
    const auto first = run(stores().devices->of_users(named, {}, 2)).value();
    ASSERT_TRUE(first.next);
    EXPECT_EQ(*first.next, UserId{3});
    const auto second = run(stores().devices->of_users(named, *first.next, 2)).value();
    ASSERT_EQ(second.items.size(), 2u);
    EXPECT_EQ(second.items.front().id, UserId{4});
    EXPECT_FALSE(second.next);
}

INSTANTE_EVERY_ADAPTER(DeviceStoreSuite);

}  // namespace
}  // namespace instante::authentication::testing
