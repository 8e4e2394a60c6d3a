#include <atomic>

#include "authentication/domain/errors.hpp"
#include "authentication/tests/mongo/world.hpp"

namespace instante::authentication::testing {
namespace {

using async::run;
using namespace std::chrono_literals;

class MongoMailRaces : public MongoTest {
protected:
    void put(std::uint64_t user, const std::string& digest, MailKind kind, const std::string& address) {
        ASSERT_TRUE(run(stores().mails->put({digest, kind, UserId{user}, address, noon + 1h})));
    }
    std::size_t tokens_of(std::uint64_t user) {
        std::size_t count = 0;
        world().with([&](mongo::Connection& connection) {
            const auto found = connection.find_one(mongo_store::users, mongo::Document{{"_id", UserId{user}}});
            count = found->view().documents("mail_tokens").size();
        });
        return count;
    }
};

TEST_F(MongoMailRaces, OfManyWhoUseTheLinkOfAResetOneSetsThePassword) {
    for (std::uint64_t id = 1; id <= 10; ++id) {
        const auto digest = "digest " + std::to_string(id);
        add(id, "person" + std::to_string(id));
        put(id, digest, MailKind::reset, find(id).email);
        std::atomic<int> winner{-1};
        std::atomic<int> winners{0};
        race([&](int racer) {
            const auto changed = run(stores().mails->reset({digest, noon, {}}, std::to_string(racer))).value();
            if (!changed) return;
            winner = racer;
            ++winners;
        });
        EXPECT_EQ(winners, 1);
        EXPECT_EQ(find(id).password_hash, std::to_string(winner));
        EXPECT_EQ(find(id).version, 2);
    }
    EXPECT_EQ(world().told("user.updated"), 10u);
    EXPECT_EQ(world().told("session.ended"), 10u);
}

TEST_F(MongoMailRaces, ALinkServesOnceWhateverElseIsChangedMeanwhile) {
    add(1, "ana");
    put(1, "digest", MailKind::verification, "ana@example.org");
    std::atomic<int> confirmed{0};
    race([&](int racer) {
        if (racer == 0) {
            for (int i = 0; i < 10; ++i) change(1, [&](UserChange& next) { next.user.bio = std::to_string(i); });
        } else if (run(stores().mails->confirm({"digest", noon, {}})).value()) {
            ++confirmed;
        }
    });
    EXPECT_EQ(confirmed, 1);
    EXPECT_TRUE(find(1).email_verified);
    EXPECT_EQ(find(1).bio, "9");
    EXPECT_EQ(find(1).version, 12);
}

TEST_F(MongoMailRaces, OfManyWhoConfirmTheSameAddressOneHasIt) {
    for (std::uint64_t id = 1; id <= racers; ++id) {
        add(id, "person" + std::to_string(id));
        change(id, [](UserChange& next) { next.user.pending_email = "wanted@example.org"; });
        put(id, std::to_string(id), MailKind::change, "wanted@example.org");
    }
    std::atomic<int> owner{0};
    std::atomic<int> refused{0};
    race([&](int racer) {
        const auto confirmed = run(stores().mails->confirm({std::to_string(racer + 1), noon, {}}));
        if (confirmed && *confirmed) owner = racer + 1;
        if (!confirmed && confirmed.error().code() == taken) ++refused;
    });
    EXPECT_EQ(refused, racers - 1);
    const auto bearer = run(stores().people->by_email("wanted@example.org")).value();
    ASSERT_TRUE(bearer);
    EXPECT_EQ(bearer->id.value, static_cast<std::uint64_t>(owner));
    for (std::uint64_t id = 1; id <= racers; ++id)
        EXPECT_EQ(find(id).email == "wanted@example.org", id == bearer->id.value) << id;
}

TEST_F(MongoMailRaces, AsManyTokensAsAreAllowedStayHoweverManyArePutAtOnce) {
    add(1, "ana");
    race([&](int racer) {
        for (int i = 0; i < 10; ++i) put(1, std::to_string(racer) + '-' + std::to_string(i), MailKind::reset, "ana@example.org");
    });
    EXPECT_EQ(tokens_of(1), mail_token_limit);
    put(1, "one", MailKind::verification, "ana@example.org");
    put(1, "one", MailKind::verification, "ana@example.org");
    EXPECT_EQ(tokens_of(1), mail_token_limit + 1) << "a repeat puts none";
}

TEST_F(MongoMailRaces, OfManyWhoMakeAKeyOneIsFirst) {
    race([&](int racer) {
        const StoredKey key{std::to_string(racer), "seed", noon};
        EXPECT_EQ(run(stores().keys->rotate(key, noon - 24h, {})).value().size(), 1u);
    });
    EXPECT_EQ(run(stores().keys->keys()).value().size(), 1u);
}

}  // namespace
}  // namespace instante::authentication::testing
