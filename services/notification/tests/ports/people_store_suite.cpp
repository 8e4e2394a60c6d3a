#include "notification/tests/ports/stores_suite.hpp"

namespace instante::notification {
namespace {

using namespace samples;
using std::chrono_literals::operator""ms;
using testing::ValuesIn;

using Ids = std::vector<NotificationId>;

const auto first = id_at(1ms);
const auto second = id_at(2ms);
const Person renamed{ana.id, "ana.lima", "Ana L.", "u/7/new.jpg"};

class PeopleStoreSuite : public StoresSuite {
protected:
    void learn(Person person, std::int64_t version) {
        ASSERT_TRUE(async::run(stores().people->learn(std::move(person), version)));
    }
    void disable(UserId user, std::int64_t version) { ASSERT_TRUE(async::run(stores().people->disable(user, version))); }
    void bury(UserId user, std::int64_t version) { ASSERT_TRUE(async::run(stores().people->bury(user, version))); }
    int purge(UserId user, std::size_t limit = 100) {
        int chunks = 1;
        while (async::run(stores().people->purge(user, limit, {})).value()) ++chunks;
        return chunks;
    }
};

TEST_P(PeopleStoreSuite, ShowsAnActorAsTheyAreNow) {
    tell(first, {reader(carla, {"phone"})});
    learn(renamed, 2);
    EXPECT_EQ(inbox(carla).items.at(0).actor, renamed);
    EXPECT_EQ(due().pushes.at(0).content->actor, renamed);
}

TEST_P(PeopleStoreSuite, AppliesOnlyNewerVersions) {
    tell(first, {reader(carla)});
    learn(renamed, 3);
    learn(ana, 2);
    learn(ana, 3);
    EXPECT_EQ(inbox(carla).items.at(0).actor, renamed);
    tell(second, {reader(carla)});
    EXPECT_EQ(inbox(carla).items.at(0).actor, renamed) << "what a message says of somebody known does not count";
}

TEST_P(PeopleStoreSuite, PassesOverPeopleItHasNoUseFor) {
    learn(renamed, 2);
    tell(first, {reader(carla)});
    EXPECT_EQ(inbox(carla).items.at(0).actor, ana);
}

TEST_P(PeopleStoreSuite, WhatADisabledPersonDidIsNotShownUntilTheyAreBack) {
    tell(first, {reader(carla, {"phone"})});
    disable(ana.id, 2);
    EXPECT_TRUE(inbox_ids(carla).empty());
    EXPECT_FALSE(due().pushes.at(0).content);
    tell(second, {reader(carla, {"phone"})});
    EXPECT_EQ(due().pushes.size(), 1u) << "nor is anything new pushed";
    learn(renamed, 1);
    EXPECT_TRUE(inbox_ids(carla).empty()) << "an older event brings nobody back";
    learn(renamed, 3);
    EXPECT_EQ(inbox_ids(carla), (Ids{second, first}));
}

TEST_P(PeopleStoreSuite, SomebodyDisabledBeforeTheyAreKnownIsNotShown) {
    disable(ana.id, 2);
    tell(first, {reader(carla)});
    EXPECT_TRUE(inbox_ids(carla).empty());
    learn(ana, 3);
    EXPECT_EQ(inbox_ids(carla), Ids{first});
}

TEST_P(PeopleStoreSuite, WhatADeletedPersonDidIsGone) {
    tell(first, {reader(carla, {"phone"})});
    open(published(second));
    bury(ana.id, 2);
    EXPECT_TRUE(inbox_ids(carla).empty()) << "at once";
    EXPECT_FALSE(due().pushes.at(0).content);
    EXPECT_EQ(spread(page(second, {reader(carla, {"phone"})})), 0u) << "what was on its way is stopped";
    learn(ana, 9);
    EXPECT_TRUE(inbox_ids(carla).empty()) << "nobody comes back from the dead";
    disable(ana.id, 10);
    open(published(id_at(3ms)));
    EXPECT_EQ(world().announced_to("token").size(), 2u) << "nor is anybody asked for them";
}

TEST_P(PeopleStoreSuite, ADeletedPersonIsToldNothingMore) {
    bury(carla, 2);
    tell(first, {reader(carla, {"phone"}), reader(davi)});
    EXPECT_TRUE(inbox_ids(carla).empty());
    EXPECT_TRUE(due().pushes.empty());
    EXPECT_EQ(inbox_ids(davi), Ids{first});
}

TEST_P(PeopleStoreSuite, PurgesAReaderInChunksAndSaysSo) {
    for (int i = 1; i <= 5; ++i) tell(id_at(std::chrono::milliseconds{i}), {reader(carla, {"phone"}), reader(davi, {"other"})});
    mark(carla, first);
    bury(carla, 2);
    EXPECT_FALSE(due().pushes.at(1).content) << "what is owed to them is not wanted any more";
    EXPECT_EQ(purge(carla, 2), 3);
    EXPECT_TRUE(inbox_ids(carla).empty());
    EXPECT_EQ(inbox_ids(davi).size(), 5u);
    EXPECT_EQ(due_tokens(), (std::vector<std::string>(5, "other")));
    const auto announced = world().announced();
    EXPECT_EQ(announced.back().address.name, "user.purged");
    EXPECT_EQ(announced.back().message.body, R"({"id":"9","service":"notification"})");
    EXPECT_EQ(world().announced_to("user.purged").size(), 1u);
}

TEST_P(PeopleStoreSuite, PurgesWhatAnActorDidFromOthersInboxes) {
    for (int i = 1; i <= 5; ++i) tell(id_at(std::chrono::milliseconds{i}), {reader(carla), reader(davi)});
    tell(id_at(9ms), {reader(carla)}, bruno);
    bury(ana.id, 2);
    EXPECT_GT(purge(ana.id, 2), 3);
    EXPECT_EQ(inbox_ids(carla), Ids{id_at(9ms)});
    EXPECT_FALSE(async::run(stores().notifications->clear_hidden(1)).value()) << "nothing is left to clear";
}

TEST_P(PeopleStoreSuite, APurgeThatIsAskedForAgainIsAnsweredAgain) {
    bury(carla, 2);
    purge(carla);
    purge(carla);
    EXPECT_EQ(world().announced_to("user.purged").size(), 2u);
}

TEST_P(PeopleStoreSuite, NobodyIsPurgedWhoIsNotDeleted) {
    tell(first, {reader(carla)});
    purge(carla);
    EXPECT_EQ(inbox_ids(carla), Ids{first});
    EXPECT_TRUE(world().announced_to("user.purged").empty());
}

INSTANTIATE_TEST_SUITE_P(Engines, PeopleStoreSuite, ValuesIn(engines()), engine_name);

}  // namespace
}  // namespace instante::notification
