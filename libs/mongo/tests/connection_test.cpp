#include <gmock/gmock.h>

#include <atomic>

#include "mongo/tests/suite.hpp"
#include "mongo/update.hpp"

namespace instante::mongo {
namespace {

using ::testing::ElementsAre;

class ConnectionTest : public MongoTest {
protected:
    std::vector<std::int64_t> ids(const Document& filter, const Reading& reading) {
        return with([&](Connection& connection) {
            std::vector<std::int64_t> all;
            for (const auto& document : connection.find("thing", filter, reading)) all.push_back(document.view().integer("_id"));
            return all;
        });
    }
    bool insert(const Document& document) {
        return with([&](Connection& connection) { return connection.insert("thing", document); });
    }
    std::optional<Document> thing(const Value& id) {
        return with([&](Connection& connection) { return connection.find_one("thing", Document{{"_id", id}}); });
    }
};

TEST_F(ConnectionTest, AnInsertOfWhatIsThereSaysSo) {
    EXPECT_TRUE(insert({{"_id", "ana"}, {"n", 1}}));
    EXPECT_FALSE(insert({{"_id", "ana"}, {"n", 2}}));
    EXPECT_EQ(thing("ana")->view().integer("n"), 1);
    EXPECT_FALSE(thing("bruno"));
}

TEST_F(ConnectionTest, ListsArePagedByKey) {
    for (int id = 1; id <= 5; ++id) insert({{"_id", id}, {"owner", 7}});
    const Document below{{"owner", 7}, {"_id", Document{{"$lt", 5}}}};
    EXPECT_THAT(ids(below, {.sort = Document{{"_id", -1}}, .limit = 2}), ElementsAre(4, 3));
    EXPECT_THAT(ids(below, {.sort = Document{{"_id", 1}}, .limit = 1}), ElementsAre(1));
    EXPECT_THAT(ids(below, {.sort = Document{{"_id", 1}}, .majority = true}), ElementsAre(1, 2, 3, 4));
}

TEST_F(ConnectionTest, AnUpsertInsertsOrUpdatesOrIsRefusedByItsConditions) {
    const auto keep = [&](std::int64_t version) {
        return with([&](Connection& connection) {
            const Document older{{"_id", "a|b"}, {"version", Document{{"$lt", version}}}};
            return connection.update("thing", older, Update{}.set("version", version).document(), true);
        });
    };
    EXPECT_TRUE(keep(2).inserted);
    EXPECT_TRUE(keep(3).matched);
    EXPECT_TRUE(keep(3).refused());
    EXPECT_TRUE(keep(1).refused());
    EXPECT_EQ(thing("a|b")->view().integer("version"), 3);
}

TEST_F(ConnectionTest, WhatIsReadWithAChangeIsItsBeforeOrItsAfter) {
    using Which = Connection::Which;
    const auto count = [&](Which which) {
        return with([&](Connection& connection) {
            return connection.find_and_update("thing", Document{{"_id", 1}}, Update{}.increment("n", 1).document(), which, true);
        });
    };
    EXPECT_FALSE(count(Which::before)) << "there was none";
    EXPECT_EQ(count(Which::before)->view().integer("n"), 1);
    EXPECT_EQ(count(Which::after)->view().integer("n"), 3);
    const auto removed = with([](Connection& connection) { return connection.find_and_remove("thing", Document{{"_id", 1}}); });
    EXPECT_EQ(removed->view().integer("n"), 3);
    EXPECT_FALSE(thing(1));
}

TEST_F(ConnectionTest, ABatchDoesAllThatCanBeDone) {
    insert({{"_id", 2}, {"n", 2}});
    insert({{"_id", 9}});
    Batch batch;
    for (int id = 1; id <= 3; ++id) batch.insert({{"_id", id}, {"n", 0}});
    batch.update_one({{"_id", 2}}, Update{}.increment("n", 5).document()).remove_one({{"_id", 9}});
    EXPECT_EQ(with([&](Connection& connection) { return connection.write("thing", batch); }), 2u);
    EXPECT_EQ(thing(2)->view().integer("n"), 7);
    EXPECT_EQ(with([](Connection& connection) { return connection.count("thing", Document{}); }), 3u);
}

TEST_F(ConnectionTest, DocumentsAreChangedAndRemovedTogether) {
    for (int id = 1; id <= 4; ++id) insert({{"_id", id}, {"odd", id % 2}});
    const Document odd{{"odd", 1}};
    EXPECT_EQ(
        with([&](Connection& connection) { return connection.update_all("thing", odd, Update{}.set("seen", true).document()); }),
        2u);
    EXPECT_EQ(with([&](Connection& connection) { return connection.remove_all("thing", odd); }), 2u);
    EXPECT_THAT(ids(Document{}, {.sort = Document{{"_id", 1}}}), ElementsAre(2, 4));
    EXPECT_FALSE(with([&](Connection& connection) { return connection.remove("thing", odd); }));
}

TEST_F(ConnectionTest, AnAggregationGroups) {
    for (int id = 1; id <= 4; ++id) insert({{"_id", id}, {"owner", id % 2}});
    const Array pipeline{Document{{"$match", Document{{"owner", 1}}}},
                         Document{{"$group", Document{{"_id", "$owner"}, {"n", Document{{"$sum", 1}}}}}}};
    const auto groups = with([&](Connection& connection) { return connection.aggregate("thing", pipeline); });
    ASSERT_EQ(groups.size(), 1u);
    EXPECT_EQ(groups.front().view().integer("n"), 2);
}

TEST_F(ConnectionTest, OfManyWhoClaimANameOneHasIt) {
    std::atomic<int> claimed{0};
    race([&](int racer) {
        for (int name = 0; name < 50; ++name)
            if (insert({{"_id", name}, {"user", racer}})) ++claimed;
    });
    EXPECT_EQ(claimed, 50);
}

TEST_F(ConnectionTest, NoIncrementAndNoElementIsLostToAnother) {
    race([&](int racer) {
        for (int i = 0; i < 100; ++i) {
            const auto update = Update{}.increment("n", 1).push("all", Array{racer * 1000 + i}).document();
            with([&](Connection& connection) { return connection.update("thing", Document{{"_id", 1}}, update, true).matched; });
        }
    });
    const auto counted = thing(1);
    EXPECT_EQ(counted->view().integer("n"), 400);
    EXPECT_EQ(counted->view().integers("all").size(), 400u);
}

TEST_F(ConnectionTest, OfManyWhoWriteVersionsTheHighestStays) {
    race([&](int racer) {
        for (std::int64_t version = 1 + racer; version <= 200; version += static_cast<std::int64_t>(racers)) {
            const Document older{{"_id", "a|b"}, {"version", Document{{"$lt", version}}}};
            const auto update = Update{}.set("version", version).set("state", version % 2).document();
            with([&](Connection& connection) { return connection.update("thing", older, update, true).matched; });
        }
    });
    EXPECT_EQ(thing("a|b")->view().integer("version"), 200);
    EXPECT_EQ(thing("a|b")->view().integer("state"), 0);
}

}  // namespace
}  // namespace instante::mongo
