#include <gtest/gtest.h>

#include <functional>
#include <tuple>

#include "notification/tests/support/flaky_stores.hpp"
#include "notification/tests/support/world.hpp"
#include "notification/usecases/forget_publication.hpp"
#include "notification/usecases/keep_people.hpp"
#include "notification/usecases/notify.hpp"
#include "notification/usecases/spread_notification.hpp"

namespace instante::notification {
namespace {

using namespace samples;
using std::chrono_literals::operator""ms;
using testing::Combine;
using testing::Values;
using testing::ValuesIn;

/// Use cases over stores that fail now and then, with a bus that repeats what failed: in the end everything is as if nothing had
/// failed.
class UnderFailures : public testing::TestWithParam<std::tuple<EngineUnderTest, std::size_t, FlakyPlan::When>> {
protected:
    template <class Call>
    void until_it_succeeds(Call call) {
        for (int tries = 0; tries < 20; ++tries) {
            if (async::run(call())) return;
            ++failures_;
        }
        FAIL() << "it never succeeds";
    }
    std::vector<NotificationId> inbox(UserId user) {
        std::vector<NotificationId> ids;
        for (const auto& entry :
             async::run(world_->stores().inboxes->page({.user = user, .before = {}, .unread = false, .oldest = {}, .limit = 100}))
                 .value()
                 .items)
            ids.push_back(entry.id);
        return ids;
    }

    std::unique_ptr<World> world_ = std::get<0>(GetParam()).make();
    Stores flaky_ = make_flaky_stores(world_->stores(), {std::get<1>(GetParam()), std::get<2>(GetParam())});
    int failures_ = 0;
    int wakes_ = 0;
    Notify notify_{*flaky_.notifications};
    Listeners listeners_;
    SpreadNotification spread_{*flaky_.notifications, world_->clock, {.listeners = listeners_, .on_owed = [this] { ++wakes_; }}};
    KeepPeople people_{*flaky_.people};
    ForgetPublication forget_{*flaky_.notifications};
};

TEST_P(UnderFailures, NothingIsLostAndNothingIsDoubled) {
    const std::vector ids{id_at(1ms), id_at(2ms), id_at(3ms)};
    for (const auto id : ids) {
        until_it_succeeds([&] { return notify_(published(id), {}); });
        until_it_succeeds([&] { return spread_(page(id, {reader(carla, {"phone"})}, "", "9"), {}); });
        until_it_succeeds([&] { return spread_(page(id, {reader(davi)}, "9"), {}); });
    }
    EXPECT_GT(failures_, 0);
    EXPECT_EQ(inbox(carla), (std::vector{ids[2], ids[1], ids[0]}));
    EXPECT_EQ(inbox(davi), (std::vector{ids[2], ids[1], ids[0]}));
    EXPECT_EQ(world_->announced_to("token").size(), 6u) << "each part of the audience is asked for once";
    EXPECT_EQ(async::run(world_->stores().pushes->backlog()).value().depth, 3u);
    EXPECT_GE(wakes_, 3);

    until_it_succeeds([&] { return forget_(PublicationId{ids[0].value}); });
    EXPECT_EQ(inbox(carla), (std::vector{ids[2], ids[1]}));
    until_it_succeeds([&] { return people_.learn({ana.id, "ana", "Ana L.", ""}, 2); });
    until_it_succeeds([&] { return people_.remove(carla, 2, {}); });
    EXPECT_TRUE(inbox(carla).empty());
    EXPECT_EQ(async::run(world_->stores().pushes->backlog()).value().depth, 0u);
    EXPECT_GE(world_->announced_to("user.purged").size(), 1u);
    until_it_succeeds([&] { return people_.disable(ana.id, 3); });
    EXPECT_TRUE(inbox(davi).empty());
}

std::string flaky_name(const testing::TestParamInfo<UnderFailures::ParamType>& info) {
    const auto& [engine, nth, when] = info.param;
    return engine.name + "_every" + std::to_string(nth) + (when == FlakyPlan::When::before ? "_before" : "_after");
}

INSTANTIATE_TEST_SUITE_P(Engines, UnderFailures,
                         Combine(ValuesIn(engines()), Values(3u, 5u), Values(FlakyPlan::When::before, FlakyPlan::When::after)),
                         flaky_name);

TEST(SpreadingWithoutAPushService, OwesNothing) {
    MemoryWorld world;
    Notify notify{*world.stores().notifications};
    Listeners listeners;
    SpreadNotification spread{*world.stores().notifications, world.clock, {.listeners = listeners}};
    ASSERT_TRUE(async::run(notify(published(id_at(1ms)), {})));
    ASSERT_TRUE(async::run(spread(page(id_at(1ms), {reader(carla, {"phone"})}), {})));
    EXPECT_EQ(async::run(world.stores().pushes->backlog()).value().depth, 0u);
}

}  // namespace
}  // namespace instante::notification
