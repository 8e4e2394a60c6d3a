#include "authentication/domain/search.hpp"
#include "authentication/tests/ports/adapters.hpp"

namespace instante::authentication::testing {
namespace {

using async::run;
using Names = std::vector<std::string>;

class SearchStoreSuite : public StoreSuite {
protected:
    void add(std::uint64_t id, const std::string& username, const std::string& name) {
        auto account = an_account(id, username);
        account.user.name = name;
        ASSERT_TRUE(run(stores().accounts->add(account)));
    }
    core::Page<Person, std::uint64_t> page(const std::string& text, std::optional<std::uint64_t> after = {},
                                           std::size_t limit = 20) {
        return run(stores().search->find(search_words(text), after, limit)).value();
    }
    Names find(const std::string& text) {
        Names names;
        for (const auto& each : page(text).items) names.push_back(each.username);
        return names;
    }
    void follow(std::uint64_t follower, std::uint64_t followee) {
        const FollowId edge{++edges_ + 100};
        ASSERT_TRUE(run(stores().follows->follow({edge, UserId{follower}, UserId{followee}, noon, {}})));
    }
    std::uint64_t edges_ = 0;
};

TEST_P(SearchStoreSuite, FindsByUsernameAndNameWithoutAccentsAndCase) {
    add(1, "ana.lima", "Ana Conceição Lima");
    add(2, "bruno", "Bruno Muñoz");
    for (const auto* text : {"ana.l", "LIMA", "conceicao", "Conceição", "nceic", "lima ana", "a", "li", "c"})
        EXPECT_EQ(find(text), Names{"ana.lima"}) << text;
    EXPECT_EQ(find("munoz"), Names{"bruno"});
    for (const auto* text : {"im", "xyz", "ana bruno", "", "?!", "\"", "^^", "limaa", "lima OR bruno"})
        EXPECT_EQ(find(text), Names{}) << text;
}

TEST_P(SearchStoreSuite, ThePopularComeFirst) {
    for (const auto& [id, name] : {std::pair{1, "maria"}, {2, "mariana"}, {3, "marina"}, {4, "bia"}, {5, "caio"}})
        add(id, name, name);
    EXPECT_EQ(find("mari"), (Names{"maria", "mariana", "marina"}));
    follow(4, 3);
    follow(5, 3);
    follow(4, 2);
    EXPECT_EQ(find("mari"), (Names{"marina", "mariana", "maria"}));
    ASSERT_TRUE(run(stores().follows->unfollow(UserId{4}, UserId{3}, noon, {})));
    ASSERT_TRUE(run(stores().follows->unfollow(UserId{5}, UserId{3}, noon, {})));
    EXPECT_EQ(find("mari"), (Names{"mariana", "maria", "marina"}));
}

TEST_P(SearchStoreSuite, PagesWithoutGapOrDouble) {
    Names all;
    for (std::uint64_t id = 1; id <= 25; ++id) {
        all.push_back("person" + std::to_string(100 + id));
        add(id, all.back(), "Somebody");
    }
    Names found;
    std::optional<std::uint64_t> after;
    do {
        const auto next = page("person", after, 10);
        for (const auto& each : next.items) found.push_back(each.username);
        after = next.next;
    } while (after);
    EXPECT_EQ(found, all);
}

TEST_P(SearchStoreSuite, FollowsWhatChangesAndForgetsWhoIsGone) {
    add(1, "ana", "Ana");
    add(2, "bia", "Bia");
    auto user = StoreSuite::find(1);
    user.username = "carla";
    ++user.version;
    UserChange change;
    change.user = user;
    ASSERT_TRUE(run(stores().accounts->change(change)));
    EXPECT_EQ(find("carla"), Names{"carla"});
    EXPECT_EQ(find("ana"), Names{"carla"});  // by the name
    change.user.state = UserState::disabled;
    ++change.user.version;
    ASSERT_TRUE(run(stores().accounts->change(change)));
    EXPECT_EQ(find("carla"), Names{});
    change.user.state = UserState::active;
    ++change.user.version;
    ASSERT_TRUE(run(stores().accounts->change(change)));
    EXPECT_EQ(find("carla"), Names{"carla"});
    follow(2, 1);
    ASSERT_TRUE(run(stores().deletions->begin(UserId{1}, noon, {})));
    EXPECT_EQ(find("carla"), Names{});
    EXPECT_FALSE(run(stores().deletions->clear_some(UserId{1}, 10)).value());
    EXPECT_EQ(find("bia"), Names{"bia"});
}

INSTANTE_EVERY_ADAPTER(SearchStoreSuite);

TEST(Popularity, IsExactForFewAndRisesForMany) {
    std::uint32_t before = 0;
    for (std::int64_t count = 1; count < 5'000'000'000; count += 1 + count / 7) {
        EXPECT_GE(popularity(count), before);
        if (count < 16) EXPECT_EQ(popularity(count), count);
        before = popularity(count);
    }
    EXPECT_LT(popularity(INT64_MAX), popularity_limit);
    EXPECT_EQ(popularity(-1), 0u);
    EXPECT_EQ(popularity(16), popularity(15) + 1);
}

}  // namespace
}  // namespace instante::authentication::testing
