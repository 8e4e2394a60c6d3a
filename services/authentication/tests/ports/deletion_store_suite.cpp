#include "authentication/tests/ports/adapters.hpp"

namespace instante::authentication::testing {
namespace {

using async::run;
using namespace std::chrono_literals;
using Types = std::vector<std::string>;

class DeletionStoreSuite : public StoreSuite {
protected:
    Result<Deletion> begin(std::uint64_t id) { return run(stores().deletions->begin(UserId{id}, noon, {})); }
    std::vector<Deletion> due(core::Timestamp now = noon) { return run(stores().deletions->due(now, 10)).value(); }
    void follow(std::uint64_t edge, std::uint64_t follower, std::uint64_t followee) {
        ASSERT_TRUE(run(stores().follows->follow({FollowId{edge}, UserId{follower}, UserId{followee}, noon, {}})));
    }
    bool clear_some(std::size_t limit) { return run(stores().deletions->clear_some(UserId{1}, limit)).value(); }
    void all_answer() {
        for (const auto keeper : keepers) ASSERT_TRUE(run(stores().deletions->answered(UserId{1}, keeper)));
    }
};

TEST_P(DeletionStoreSuite, LeavesATombstoneWithTheNamesAlone) {
    auto account = an_account(1, "ana");
    account.user.image = an_image(9);
    account.user.bio = "Fotógrafa";
    account.key = RequestKey{"key", "body"};
    account.session.device = fcm("phone");
    ASSERT_TRUE(run(stores().accounts->add(account)));
    ASSERT_TRUE(run(stores().mails->put({"digest", MailKind::reset, UserId{1}, "ana@example.org", noon + 1h})));
    engine().announced();
    const auto deletion = begin(1).value();
    EXPECT_EQ(deletion.media_keys, media_keys(account.user.image));
    EXPECT_EQ(deletion.version, 2);
    EXPECT_EQ(engine().announced(), (Types{"user.deleted", "session.ended"}));
    EXPECT_EQ(engine().newest<UserDeleted>().media_keys, deletion.media_keys);
    EXPECT_EQ(find(1), tombstone(account.user, noon));
    EXPECT_EQ(find(1).name + find(1).bio + find(1).password_hash, "");
    EXPECT_FALSE(run(stores().mails->find("digest", noon)).value());
    EXPECT_FALSE(run(stores().accounts->registered("key", noon)).value());
    EXPECT_FALSE(begin(1));
    EXPECT_FALSE(begin(2));
    EXPECT_EQ(run(stores().people->refused_since(noon)).value().size(), 1u);
    EXPECT_FALSE(run(stores().accounts->add(an_account(3, "ana"))));
}

TEST_P(DeletionStoreSuite, EndsEdgesInSteps) {
    for (const auto& [id, name] : {std::pair{1, "ana"}, {2, "bia"}, {3, "caio"}}) add(id, name);
    follow(11, 1, 2);
    follow(12, 2, 1);
    follow(13, 3, 1);
    follow(14, 3, 2);
    ASSERT_TRUE(run(stores().follows->unfollow(UserId{2}, UserId{1}, noon, {})));
    ASSERT_TRUE(begin(1));
    engine().announced();
    EXPECT_TRUE(clear_some(2));
    EXPECT_FALSE(due()[0].cleared);
    EXPECT_FALSE(clear_some(2));
    EXPECT_TRUE(due()[0].cleared);
    EXPECT_EQ(engine().announced(), (Types{"follow.deleted", "follow.deleted"}));  // one had ended before
    EXPECT_EQ(find(2).followers_count, 1);
    EXPECT_EQ(find(3).following_count, 1);
    EXPECT_EQ(run(stores().follows->edges(std::nullopt, 10)).value().items.size(), 1u);
}

TEST_P(DeletionStoreSuite, AnnouncesAgainWhenItIsAsked) {
    add(1, "ana");
    const auto begun = begin(1).value();
    engine().announced();
    EXPECT_EQ(due(), std::vector{begun});
    ASSERT_TRUE(run(stores().deletions->postpone(UserId{1}, noon + 1s, false)));
    EXPECT_TRUE(engine().announced().empty());
    EXPECT_TRUE(due().empty());
    ASSERT_TRUE(run(stores().deletions->postpone(UserId{1}, noon + 2s, true)));
    EXPECT_EQ(engine().announced(), Types{"user.deleted"});
    ASSERT_EQ(due(noon + 2s).size(), 1u);
    EXPECT_EQ(due(noon + 2s)[0].announced, 1);
    ASSERT_TRUE(run(stores().deletions->postpone(UserId{7}, noon, true)));
    EXPECT_TRUE(engine().announced().empty());
}

TEST_P(DeletionStoreSuite, FinishesWhenAllHaveAnsweredAndAllEdgesHaveEnded) {
    add(1, "ana");
    ASSERT_TRUE(begin(1));
    EXPECT_FALSE(run(stores().deletions->finish(UserId{1})).value());
    all_answer();
    EXPECT_FALSE(run(stores().deletions->finish(UserId{1})).value());
    EXPECT_FALSE(clear_some(10));
    EXPECT_TRUE(run(stores().deletions->answered(UserId{1}, Keeper::publication)).value());
    EXPECT_TRUE(run(stores().deletions->finish(UserId{1})).value());
    EXPECT_FALSE(run(stores().deletions->finish(UserId{1})).value());
    EXPECT_TRUE(due(noon + 24h).empty());
    EXPECT_EQ(find(1).state, UserState::deleted);
    EXPECT_EQ(find(1).username + find(1).email, "");
    EXPECT_TRUE(run(stores().accounts->add(an_account(3, "ana"))));
    EXPECT_FALSE(run(stores().deletions->answered(UserId{1}, Keeper::publication)).value());
}

TEST_P(DeletionStoreSuite, APictureThatComesLaterIsRemoved) {
    auto account = an_account(1, "ana");
    account.pending_picture = ImageId{9};
    ASSERT_TRUE(run(stores().accounts->add(account)));
    ASSERT_TRUE(begin(1));
    engine().announced();
    ASSERT_TRUE(run(stores().pictures->settle({ImageId{9}, UserId{1}, an_image(9), noon, {}})));
    ASSERT_TRUE(run(stores().pictures->settle({ImageId{10}, UserId{1}, an_image(10), noon, {}})));
    EXPECT_EQ(engine().announced(), (Types{"user.deleted", "user.deleted"}));
    EXPECT_EQ(engine().newest<UserDeleted>().media_keys, media_keys(an_image(10)));
}

INSTANTE_EVERY_ADAPTER(DeletionStoreSuite);

}  // namespace
}  // namespace instante::authentication::testing
