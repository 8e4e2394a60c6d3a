#include <algorithm>
#include <array>
#include <map>
#include <random>
#include <set>

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
        std::optional<std::uint64_t> after;
        do {
            const auto found = page(text, after);
            for (const auto& each : found.items) names.push_back(each.username);
            EXPECT_TRUE(!found.next || found.next > after.value_or(0)) << "a cursor that does not move";
            after = found.next;
        } while (after);
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

TEST_P(SearchStoreSuite, FindsNamesOfManyScripts) {
    add(1, "ivan", "Иван Ёлкин");
    add(2, "anna", "Άννα Παπαδοπούλου");
    add(3, "taro", "山田太郎");
    add(4, "minsu", "김민수");
    add(5, "ahmad", "أَحْمَد");
    add(6, "vietnam", "Nguyễn Thị Ánh");
    add(7, "zoran", "Ђорђе Ђоковић");
    const std::vector<std::pair<const char*, const char*>> cases{
        {"ИВАН", "ivan"},      {"елкин", "ivan"},      {"лки", "ivan"},      {"и", "ivan"},   {"αννα", "anna"},
        {"ΠΑΠΑ", "anna"},      {"πουλ", "anna"},       {"山田太郎", "taro"}, {"山", "taro"},  {"太郎", "taro"},
        {"郎", "taro"},        {"田太郎", "taro"},     {"민수", "minsu"},    {"김", "minsu"}, {"احمد", "ahmad"},
        {"nguyen", "vietnam"}, {"anh thi", "vietnam"}, {"ђок", "zoran"}};
    for (const auto& [text, username] : cases) EXPECT_EQ(find(text), Names{username}) << text;
    for (const auto* text : {"лк", "ουλ ж", "山郎", "📷", "—"}) EXPECT_EQ(find(text), Names{}) << text;
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

/// Finds as simply as can be: everybody is looked at.
class Naive {
public:
    void put(std::uint64_t id, const User& user) { people_[id] = user; }
    std::map<std::uint64_t, User>& people() { return people_; }
    [[nodiscard]] Names find(const std::string& text) const {
        std::map<std::pair<std::int64_t, std::uint64_t>, std::string> found;  // the popular first, then the old
        for (const auto& [id, user] : people_)
            if (user.state == UserState::active && is_found_by(search_text(user.username, user.name), search_words(text)))
                found[{-std::int64_t{popularity(user.followers_count)}, id}] = user.username;
        Names names;
        for (const auto& each : found) names.push_back(each.second);
        return names;
    }

private:
    std::map<std::uint64_t, User> people_;
};

/// People of few syllables, who change at random, beside a naive search.
class RandomPeople : public SearchStoreSuite {
protected:
    std::uint64_t below(std::uint64_t limit) { return random_() % limit; }
    std::string word() {
        constexpr std::array syllables{"an", "a", "ma", "ri", "sil", "va", "san", "to", "л", "ё", "山", "é"};
        std::string made;
        for (auto count = 1 + below(4); count > 0; --count) made += syllables[below(syllables.size())];
        return made;
    }
    void come(std::uint64_t id) {
        auto account = an_account(id, "u" + std::to_string(id * 7919 % 1000));
        account.user.name = word() + ' ' + word();
        ASSERT_TRUE(run(stores().accounts->add(account)));
        naive_.put(id, account.user);
    }
    void change(std::uint64_t id) {
        auto& known = naive_.people().at(id);
        UserChange change;
        change.user = StoreSuite::find(id);
        if (below(2) == 0) {
            change.user.name = word() + ' ' + word();
        } else {
            change.user.state = change.user.state == UserState::active ? UserState::disabled : UserState::active;
        }
        ++change.user.version;
        ASSERT_TRUE(run(stores().accounts->change(change)));
        known.name = change.user.name;
        known.state = change.user.state;
    }
    void follow_at_random(std::uint64_t followee) {
        const auto follower = 1 + below(naive_.people().size());
        const auto active = [&](std::uint64_t id) { return naive_.people().at(id).state == UserState::active; };
        if (follower == followee || !active(follower) || !active(followee)) return;
        if (!edges_.emplace(follower, followee).second) return;
        follow(follower, followee);
        ++naive_.people().at(followee).followers_count;
    }
    /// A piece of somebody's name, or of two people's.
    std::string question() {
        const auto& name = naive_.people().at(1 + below(naive_.people().size())).name;
        return below(3) == 0 ? word() + ' ' + word() : below(2) == 0 ? word() : name;
    }
    Naive naive_;

private:
    std::minstd_rand random_{42};
    std::set<std::pair<std::uint64_t, std::uint64_t>> edges_;
};

TEST_P(RandomPeople, AreFoundAsBySimplyLookingAtEverybody) {
    for (std::uint64_t id = 1; id <= 150; ++id) {
        come(id);
        for (int n = 0; n < 3; ++n) follow_at_random(1 + below(std::min<std::uint64_t>(id, 10)));
        change(1 + below(id));
        const auto text = question();
        ASSERT_EQ(find(text), naive_.find(text)) << text << " among " << id;
    }
    for (int n = 0; n < 150; ++n) {
        const auto text = question();
        ASSERT_EQ(find(text), naive_.find(text)) << text;
    }
}

std::vector<MakeEngine> every_search() {
    auto all = every_adapter();
    all.push_back(&hurried_sqlite);
    return all;
}

INSTANTIATE_TEST_SUITE_P(Adapters, SearchStoreSuite, ::testing::ValuesIn(every_search()), adapter_name);
INSTANTIATE_TEST_SUITE_P(Adapters, RandomPeople, ::testing::ValuesIn(every_search()), adapter_name);

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
