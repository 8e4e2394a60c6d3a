#include "notification/tests/ports/stores_suite.hpp"

namespace instante::notification {
namespace {

using namespace samples;
using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;
using testing::ValuesIn;

using Texts = std::vector<std::string>;

const auto first = id_at(1ms);
const auto second = id_at(2ms);

class PushStoreSuite : public StoresSuite {};

TEST_P(PushStoreSuite, GivesWhatIsDueInPagesInOrder) {
    tell(second, {reader(carla, {"a"})});
    tell(first, {reader(carla, {"c", "b"})});
    world().clock.advance(1s);
    tell(id_at(3ms), {reader(davi, {"d"})});
    Texts tokens;
    std::optional<DueKey> after;
    for (;;) {
        const auto page = due(3, after);
        for (const auto& push : page.pushes) tokens.push_back(push.push.key.token);
        if (page.pushes.size() < 3) break;
        after = DueKey{page.pushes.back().push.due, page.pushes.back().push.key};
    }
    EXPECT_EQ(tokens, (Texts{"b", "c", "a", "d"})) << "by due time, notification and token";
}

TEST_P(PushStoreSuite, WhatFailedIsDueLater) {
    tell(first, {reader(carla, {"phone"})});
    settle({{{first, "phone"}, carla, Settlement::Later{noon + 5s}}});
    EXPECT_TRUE(due().pushes.empty());
    EXPECT_EQ(due().next, noon + 5s);
    world().clock.advance(5s);
    const auto page = due();
    ASSERT_EQ(page.pushes.size(), 1u);
    EXPECT_EQ(page.pushes[0].push.attempt, 1);
    EXPECT_FALSE(page.next);
    EXPECT_TRUE(page.pushes[0].content);
}

TEST_P(PushStoreSuite, WhoIsAloneFindsNobodyDeadAndKeepsItsOwn) {
    tell(first, {reader(carla, {"phone"})});
    EXPECT_EQ(due_tokens(), Texts{"phone"});
    for (int i = 0; i < 20; ++i) {
        EXPECT_FALSE(async::run(stores().pushes->watch(world().clock.now())).value());
        world().clock.advance(PushStore::watch_every);
    }
    EXPECT_EQ(due_tokens(), Texts{"phone"});
}

TEST_P(PushStoreSuite, WhatIsDoneIsOwedNoMore) {
    tell(first, {reader(carla, {"phone", "tablet"})});
    settle({{{first, "phone"}, carla, Settlement::Done{}}});
    EXPECT_EQ(due_tokens(), Texts{"tablet"});
    EXPECT_TRUE(world().announced_to("token-invalid").empty());
}

TEST_P(PushStoreSuite, TellsAuthenticationOfDevicesThatAreGone) {
    tell(first, {reader(carla, {"phone"}), reader(davi, {"other", "third"})});
    settle({{{first, "phone"}, carla, Settlement::Gone{}},
            {{first, "other"}, davi, Settlement::Gone{}},
            {{first, "third"}, davi, Settlement::Done{}}});
    EXPECT_TRUE(due().pushes.empty());
    const auto announced = world().announced();
    EXPECT_EQ(announced.back().address.name, "token-invalid");
    EXPECT_EQ(announced.back().message.type, "token.invalid.v1");
    EXPECT_EQ(announced.back().message.body,
              R"({"devices":[{"user":"9","kind":"fcm","token":"phone"},{"user":"10","kind":"fcm","token":"other"}]})");
}

TEST_P(PushStoreSuite, SettlingTwiceTellsOnce) {
    tell(first, {reader(carla, {"phone"})});
    settle({{{first, "phone"}, carla, Settlement::Gone{}}});
    settle({{{first, "phone"}, carla, Settlement::Gone{}}});
    settle({{{first, "phone"}, carla, Settlement::Later{noon}}});
    EXPECT_EQ(world().announced_to("token-invalid").size(), 1u);
    EXPECT_TRUE(due().pushes.empty());
}

TEST_P(PushStoreSuite, DropsOldOnesInChunks) {
    tell(first, {reader(carla, {"a", "b", "c"})});
    tell(second, {reader(carla, {"d"})});
    EXPECT_TRUE(async::run(stores().pushes->drop_old(second, 2)).value());
    EXPECT_FALSE(async::run(stores().pushes->drop_old(second, 2)).value());
    EXPECT_EQ(due_tokens(), Texts{"d"});
}

TEST_P(PushStoreSuite, TellsTheBacklog) {
    EXPECT_EQ(async::run(stores().pushes->backlog()).value().depth, 0u);
    EXPECT_FALSE(async::run(stores().pushes->backlog()).value().oldest);
    tell(second, {reader(carla, {"a"})});
    tell(first, {reader(carla, {"b"})});
    const auto backlog = async::run(stores().pushes->backlog()).value();
    EXPECT_EQ(backlog.depth, 2u);
    EXPECT_EQ(backlog.oldest, first);
}

TEST_P(PushStoreSuite, APushOutlivesItsNotificationAsUnwanted) {
    tell(first, {reader(carla, {"phone"})});
    EXPECT_FALSE(async::run(stores().notifications->clear_old(second, 100)).value());
    const auto page = due();
    ASSERT_EQ(page.pushes.size(), 1u);
    EXPECT_FALSE(page.pushes[0].content);
}

INSTANTIATE_TEST_SUITE_P(Engines, PushStoreSuite, ValuesIn(engines()), engine_name);

}  // namespace
}  // namespace instante::notification
