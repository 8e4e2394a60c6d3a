#include <set>

#include "authentication/domain/search.hpp"
#include "authentication/outbound/mongo/search_documents.hpp"
#include "authentication/tests/mongo/world.hpp"

namespace instante::authentication::testing {
namespace {

using async::run;
using mongo::Document;
using Names = std::vector<std::string>;

class MongoSearch : public MongoTest {
protected:
    void add_named(std::uint64_t id, const std::string& name) {
        auto account = an_account(id, "u" + std::to_string(1000 + id));
        account.user.name = name;
        ASSERT_TRUE(run(stores().accounts->add(std::move(account))));
    }
    /// Whom a search finds on all its pages, and how many these are.
    std::pair<Names, int> find_by(SearchStore& search, const std::string& text, std::size_t limit = 20) {
        std::pair<Names, int> found;
        std::optional<std::uint64_t> after;
        do {
            const auto page = run(search.find(search_words(text), after, limit)).value();
            for (const auto& each : page.items) found.first.push_back(each.username);
            EXPECT_TRUE(!page.next || page.next > after.value_or(0)) << "a cursor that does not move";
            after = page.next;
            ++found.second;
        } while (after);
        return found;
    }
    Names names(const std::string& text) { return find_by(*stores().search, text).first; }
};

TEST_F(MongoSearch, EndsAPageThatLookedAtManyInVainAndGoesOnFromThere) {
    for (std::uint64_t id = 1; id <= 60; ++id) add_named(id, id % 2 == 0 ? "Silva" : "Santos");
    add_named(61, "Silva Santos");
    const auto few = world().search(3);
    const auto [found, pages] = find_by(*few, "silva santos");
    EXPECT_EQ(found, Names{"u1061"});
    EXPECT_GE(pages, 3) << "30 people of a name, 4 times 3 at a time";
    EXPECT_LE(pages, 8);
    EXPECT_EQ(find_by(*stores().search, "silva santos").second, 1);
    EXPECT_EQ(find_by(*few, "silva").first.size(), 31u) << "fifteen times as many as it looks at";
}

TEST_F(MongoSearch, ManyPagesAreOnesWithoutGapOrDouble) {
    std::set<std::string> all;
    for (std::uint64_t id = 1; id <= 40; ++id) {
        add_named(id, id % 3 == 0 ? "Maria Lima" : "Marcia Ria");  // both hold the pieces of `maria`
        if (id % 3 == 0) all.insert("u" + std::to_string(1000 + id));
    }
    const auto [found, pages] = find_by(*world().search(4), "maria", 2);
    EXPECT_EQ(std::set(found.begin(), found.end()), all);
    EXPECT_EQ(found.size(), all.size());
    EXPECT_GE(pages, 6);
}

TEST_F(MongoSearch, WhoIsNamedByManyAtOnceIsFoundByTheLastNameAlone) {
    add_named(1, "nobody");
    race([&](int racer) {
        for (int i = 0; i < 10; ++i)
            change(1, [&](UserChange& next) { next.user.name = "racer" + std::to_string(racer) + std::to_string(i) + "x"; });
    });
    for (int racer = 0; racer < racers; ++racer)
        for (int i = 0; i < 10; ++i) {
            const auto name = "racer" + std::to_string(racer) + std::to_string(i) + "x";
            EXPECT_EQ(names(name).size(), find(1).name == name ? 1u : 0u) << name;
        }
    EXPECT_EQ(run(stores().search->tend()).value(), false);
}

TEST_F(MongoSearch, WhoWasSlowDoesNotPutBackAnOlderState) {
    add_named(1, "Ana");
    world().with([](mongo::Connection& connection) {
        const Document ana{{"_id", UserId{1}}};
        const auto newer = mongo::Update{}.set("pieces", mongo::Array{"new"}).set("version", std::int64_t{1000}).document();
        connection.update(mongo_store::searches, ana, newer);
        connection.update(mongo_store::users, ana, mongo::Update{}.set("unsearched", true).document());
        mongo_store::refresh_search(connection, UserId{1});
        const auto kept = connection.find_one(mongo_store::searches, ana);
        EXPECT_EQ(kept->view().texts("pieces"), Names{"new"});
    });
}

TEST_F(MongoSearch, TheFollowedStandWhereTheirFollowersPutThem) {
    for (std::uint64_t id = 1; id <= 12; ++id) add_named(id, "Maria");
    race([&](int racer) {
        for (std::uint64_t id = 2; id <= 4; ++id)
            for (std::uint64_t each = 0; each < id - 1; ++each) {
                const auto follower = 5 + (static_cast<std::uint64_t>(racer) + 2 * each) % 8;
                (void)run(stores().follows->follow({FollowId{1000 * follower + id}, UserId{follower}, UserId{id}, noon, {}}));
            }
    });
    std::vector<std::pair<std::int64_t, std::uint64_t>> order;  // the popular first, then who came first
    for (std::uint64_t id = 1; id <= 12; ++id) order.emplace_back(-find(id).followers_count, id);
    std::ranges::sort(order);
    Names expected;
    for (const auto& each : order) expected.push_back("u" + std::to_string(1000 + each.second));
    EXPECT_EQ(names("maria"), expected);
}

TEST_F(MongoSearch, WhatAProcessThatDiedHasNotBroughtInIsBroughtInByTheNext) {
    add_named(1, "Ana");
    world().with([](mongo::Connection& connection) {
        mongo::Update update;
        update.set("name", "Carla");
        mongo_store::mark_unsearched(update);
        connection.update(mongo_store::users, Document{{"_id", UserId{1}}}, update.document());
    });
    EXPECT_EQ(names("carla"), Names{});
    EXPECT_EQ(names("ana"), Names{}) << "nobody is found by a name that is no more";
    EXPECT_FALSE(run(stores().search->tend()).value());
    EXPECT_EQ(names("carla"), Names{"u1001"});
}

TEST_F(MongoSearch, KeepsNothingOfAName) {
    add_named(1, "Ana");
    ASSERT_TRUE(run(stores().deletions->begin(UserId{1}, noon, {})));
    world().with([](mongo::Connection& connection) {
        const auto left = connection.find_one(mongo_store::searches, Document{{"_id", UserId{1}}});
        EXPECT_FALSE(left->view().has("pieces"));
    });
}

}  // namespace
}  // namespace instante::authentication::testing
