#include "authentication/domain/errors.hpp"
#include "authentication/tests/ports/adapters.hpp"

namespace instante::authentication::testing {
namespace {

using async::run;
using namespace std::chrono_literals;
using Types = std::vector<std::string>;

class AccountStoreSuite : public StoreSuite {
protected:
    Result<ChangedUser> change(UserChange change) {
        change.at = noon;
        return run(stores().accounts->change(std::move(change)));
    }
    /// The change of `user` as it is to become.
    static UserChange to(User user) {
        ++user.version;
        return {.user = user,
                .sessions = UserChange::End::none,
                .keep = {},
                .pending_picture = {},
                .replaces_picture = false,
                .media_keys = {},
                .at = {},
                .trace = {}};
    }
};

TEST_P(AccountStoreSuite, GivesBackWhoWasAdded) {
    auto account = an_account(1, "ana");
    account.user.image = an_image(9);
    account.user.bio = "Fotógrafa 📷";
    ASSERT_TRUE(run(stores().accounts->add(account)));
    EXPECT_EQ(find(1), account.user);
    EXPECT_EQ(run(stores().people->by_username("ana")).value()->id, UserId{1});
    EXPECT_EQ(run(stores().people->by_email("ana@example.org")).value()->id, UserId{1});
    EXPECT_FALSE(run(stores().people->by_username("bia")).value());
    EXPECT_EQ(engine().announced(), Types{"user.created"});
}

TEST_P(AccountStoreSuite, TellsEveryFieldThatIsTaken) {
    add(1, "ana");
    engine().announced();
    const auto again = run(stores().accounts->add(an_account(2, "ana")));
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code(), taken);
    ASSERT_EQ(again.error().fields().size(), 2u);
    EXPECT_EQ(again.error().fields()[0].field, "username");
    EXPECT_EQ(again.error().fields()[1].field, "email");
    EXPECT_FALSE(run(stores().people->by_id(UserId{2})).value());
    EXPECT_TRUE(engine().announced().empty());
}

TEST_P(AccountStoreSuite, AddsNobodyUnderAKeyThatIsKnown) {
    auto account = an_account(1, "ana");
    account.key = RequestKey{"key", "body"};
    ASSERT_FALSE(run(stores().accounts->add(account)).value().before);
    auto twin = an_account(2, "ana");
    twin.key = RequestKey{"key", "other body"};
    const auto again = run(stores().accounts->add(twin)).value();
    ASSERT_TRUE(again.before);
    EXPECT_EQ(again.before->user, UserId{1});
    EXPECT_EQ(again.before->body, "body");
    EXPECT_FALSE(run(stores().people->by_id(UserId{2})).value());
    EXPECT_EQ(engine().announced(), Types{"user.created"});
}

TEST_P(AccountStoreSuite, ForgetsKeysOnceTheyAreOld) {
    auto account = an_account(1, "ana");
    account.key = RequestKey{"key", "body"};
    ASSERT_TRUE(run(stores().accounts->add(account)));
    EXPECT_TRUE(run(stores().accounts->registered("key", noon)).value());
    EXPECT_FALSE(run(stores().accounts->registered("key", noon + 1ms)).value());
    EXPECT_EQ(run(stores().accounts->forget_keys(noon, 10)).value(), 0u);
    EXPECT_EQ(run(stores().accounts->forget_keys(noon + 1ms, 10)).value(), 1u);
    EXPECT_FALSE(run(stores().accounts->registered("key", noon)).value());
}

TEST_P(AccountStoreSuite, ReplacesWhatIsKeptAndAnnouncesIt) {
    auto user = add(1, "ana");
    engine().announced();
    user.username = "ana.maria";
    user.name = "Ana Maria";
    auto asked = to(user);
    asked.media_keys = {"u/1/old.jpg"};
    const auto changed = change(asked).value();
    EXPECT_EQ(changed.user.version, 2);
    EXPECT_EQ(find(1).name, "Ana Maria");
    EXPECT_FALSE(run(stores().people->by_username("ana")).value());
    EXPECT_TRUE(run(stores().people->by_username("ana.maria")).value());
    EXPECT_EQ(engine().announced(), Types{"user.updated"});
    EXPECT_EQ(engine().newest<UserUpdated>().media_keys, Types{"u/1/old.jpg"});
}

TEST_P(AccountStoreSuite, RefusesAChangeOfWhatWasChangedMeanwhile) {
    const auto user = add(1, "ana");
    ASSERT_TRUE(change(to(user)));
    const auto late = change(to(user));
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().code(), changed_meanwhile);
    EXPECT_EQ(change(to(a_user(9, "nobody"))).error().code(), core::not_found);
}

TEST_P(AccountStoreSuite, RefusesANameThatSomebodyHas) {
    add(1, "ana");
    auto bia = add(2, "bia");
    bia.username = "ana";
    const auto refused = change(to(bia));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code(), taken);
    EXPECT_EQ(find(2).username, "bia");
}

TEST_P(AccountStoreSuite, EndsTheOtherSessionsWithAChange) {
    const auto user = add(1, "ana");
    ASSERT_TRUE(run(stores().sessions->open(a_session(51, user.id, "b"), {})));
    ASSERT_TRUE(run(stores().sessions->open(a_session(52, user.id, "c"), {})));
    engine().announced();
    auto asked = to(user);
    asked.sessions = UserChange::End::others;
    asked.keep = SessionId{51};
    EXPECT_EQ(change(asked).value().ended.size(), 2u);
    EXPECT_EQ(engine().announced(), (Types{"user.updated", "session.ended", "session.ended"}));
    EXPECT_EQ(run(stores().sessions->ended_since(noon)).value().size(), 2u);
    EXPECT_TRUE(run(stores().sessions->rotate({"b", "b2", noon, {}})).value());
    EXPECT_FALSE(run(stores().sessions->rotate({"c", "c2", noon, {}})).value());
}

TEST_P(AccountStoreSuite, KeepsATombstoneThatSetsItsNamesFree) {
    auto user = add(1, "ana");
    user.state = UserState::deleted;
    user.state_at = noon + 1h;
    user.username.clear();
    user.email.clear();
    auto asked = to(user);
    asked.sessions = UserChange::End::all;
    EXPECT_EQ(change(asked).value().ended.size(), 1u);
    EXPECT_EQ(find(1).state, UserState::deleted);
    add(2, "ana");
    const auto refused = run(stores().people->refused_since(noon)).value();
    ASSERT_EQ(refused.size(), 1u);
    EXPECT_EQ(refused.front().id, UserId{1});
    EXPECT_TRUE(run(stores().people->refused_since(noon + 1h + 1ms)).value().empty());
}

TEST_P(AccountStoreSuite, ListsThoseWhoAreActiveByIdInPages) {
    for (const auto id : {3, 1, 4, 2}) add(id, "user_" + std::to_string(id));
    auto two = find(2);
    two.state = UserState::disabled;
    ASSERT_TRUE(change(to(two)));
    const auto first = run(stores().people->active_after(UserId{}, 2)).value();
    ASSERT_EQ(first.items.size(), 2u);
    EXPECT_EQ(first.items.back().id, UserId{3});
    ASSERT_TRUE(first.next);
    const auto second = run(stores().people->active_after(*first.next, 2)).value();
    EXPECT_EQ(second.items.size(), 1u);
    EXPECT_FALSE(second.next);
    EXPECT_EQ(run(stores().people->active_of({UserId{4}, UserId{2}, UserId{77}})).value().size(), 1u);
}

TEST_P(AccountStoreSuite, ReplacesAHashOnlyIfItIsStillTheOneBefore) {
    add(1, "ana");
    ASSERT_TRUE(run(stores().accounts->rehash(UserId{1}, "another", "new")));
    EXPECT_EQ(find(1).password_hash, "hash of ana");
    ASSERT_TRUE(run(stores().accounts->rehash(UserId{1}, "hash of ana", "new")));
    EXPECT_EQ(find(1).password_hash, "new");
    EXPECT_EQ(find(1).version, 1);
}

INSTANTE_EVERY_ADAPTER(AccountStoreSuite);

}  // namespace
}  // namespace instante::authentication::testing
