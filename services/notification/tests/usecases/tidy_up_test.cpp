#include "notification/usecases/tidy_up.hpp"

#include <gtest/gtest.h>

#include "notification/tests/support/world.hpp"
#include "notification/usecases/forget_publication.hpp"
#include "notification/usecases/read_inbox.hpp"

namespace instante::notification {
namespace {

using namespace samples;
using std::chrono_literals::operator""ms;
using testing::ValuesIn;

class TidyUpTest : public testing::TestWithParam<EngineUnderTest> {
protected:
    void tell(NotificationId id, std::vector<Recipient> recipients) {
        ASSERT_TRUE(async::run(world_->stores().notifications->open(published(id), {})));
        ASSERT_TRUE(async::run(world_->stores().notifications->spread(page(id, std::move(recipients)), world_->clock.now(), {})));
    }
    std::size_t inbox_size(UserId user) {
        ReadInbox read{*world_->stores().inboxes, world_->clock};
        return async::run(read({.user = user, .before = {}, .unread = false, .limit = 100})).value().items.size();
    }
    std::size_t kept(UserId user) {
        return async::run(
                   world_->stores().inboxes->page({.user = user, .before = {}, .unread = false, .oldest = {}, .limit = 100}))
            .value()
            .items.size();
    }
    void tidy_up() {
        TidyUp tidy{*world_->stores().notifications, *world_->stores().pushes, world_->clock};
        ASSERT_TRUE(async::run(tidy()));
    }

    std::unique_ptr<World> world_ = GetParam().make();
};

TEST_P(TidyUpTest, RemovesWhatIsOlderThanNinetyDays) {
    tell(id_at(1ms), {reader(carla)});
    world_->clock.advance(std::chrono::days{89});
    tidy_up();
    EXPECT_EQ(inbox_size(carla), 1u);
    world_->clock.advance(std::chrono::days{2});
    EXPECT_EQ(inbox_size(carla), 0u) << "it is not shown even before it is removed";
    EXPECT_EQ(kept(carla), 1u);
    tidy_up();
    EXPECT_EQ(kept(carla), 0u);
}

TEST_P(TidyUpTest, GoesOnWithARemovalThatWasBrokenOff) {
    tell(id_at(1ms), {reader(carla), reader(davi)});
    ASSERT_TRUE(async::run(world_->stores().notifications->hide(PublicationId{id_at(1ms).value})));
    tidy_up();
    EXPECT_FALSE(async::run(world_->stores().notifications->clear_hidden(1)).value());
    EXPECT_EQ(kept(carla), 0u);
}

TEST_P(TidyUpTest, DropsPushesThatNobodyWillSend) {
    tell(id_at(1ms), {reader(carla, {"phone"})});
    world_->clock.advance(std::chrono::hours{47});
    tidy_up();
    EXPECT_EQ(async::run(world_->stores().pushes->backlog()).value().depth, 1u);
    world_->clock.advance(std::chrono::hours{2});
    tidy_up();
    EXPECT_EQ(async::run(world_->stores().pushes->backlog()).value().depth, 0u);
}

TEST_P(TidyUpTest, ForgettingAPublicationRemovesItFromEveryInbox) {
    std::vector<Recipient> readers;
    for (std::uint64_t i = 1000; i < 2200; ++i) readers.push_back(reader(UserId{i}));
    tell(id_at(1ms), readers);
    ForgetPublication forget{*world_->stores().notifications};
    ASSERT_TRUE(async::run(forget(PublicationId{id_at(1ms).value})));
    EXPECT_FALSE(async::run(world_->stores().notifications->clear_hidden(1)).value()) << "in chunks, to the last";
    EXPECT_EQ(inbox_size(UserId{2199}), 0u);
}

INSTANTIATE_TEST_SUITE_P(Engines, TidyUpTest, ValuesIn(engines()), [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace instante::notification
