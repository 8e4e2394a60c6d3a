#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "async/run.hpp"
#include "notification/inbound/messages/consumers.hpp"
#include "notification/outbound/messages/bus_instances.hpp"
#include "notification/tests/support/example.hpp"
#include "notification/tests/support/world.hpp"

namespace instante::notification {
namespace {

using namespace samples;

constexpr auto for_ever = 10min;  ///< a wait that nothing but an event may end

/// A bus that hands on nothing and keeps what it is sent; or it is away.
class KeepingBus final : public bus::Bus {
public:
    Task<Result<void>> declare(bus::Queue) override { co_return Result<void>{}; }
    Task<Result<void>> publish(std::vector<bus::Outgoing> messages) override {
        if (is_away) co_return core::Error{core::engine_away};
        for (auto& each : messages) sent.push_back(std::move(each));
        co_return Result<void>{};
    }
    std::unique_ptr<bus::Consumer> consume(std::string, std::size_t, async::Executor, bus::Handler) override { return nullptr; }
    Task<Result<bus::Depth>> depth(std::string) override { co_return bus::Depth{}; }
    Task<Result<std::vector<bus::DeadLetter>>> dead(std::string, std::string, std::size_t) override {
        co_return std::vector<bus::DeadLetter>{};
    }
    Task<Result<void>> settle_dead(std::string, std::string, bool) override { co_return Result<void>{}; }
    Task<Result<void>> ping() override { co_return Result<void>{}; }

    bool is_away = false;
    std::vector<bus::Outgoing> sent;
};

class SeveralInstances : public testing::Test {
protected:
    /// Whether somebody who listens here is woken, within `patience`, by `message` as instance 2 hears it.
    bool wakes(UserId listener, bus::Message message, std::chrono::milliseconds patience) {
        const auto work = [&]() -> Task<bool> {
            auto loop = co_await async::this_loop();
            auto seat = listeners_.join({.user = listener, .session = 1, .issued = noon, .until = noon}, loop);
            auto heard = co_await elsewhere_.handler(std::move(message));
            EXPECT_TRUE(heard);
            auto woken = co_await (*seat)->wait_for(patience);
            co_return woken;
        };
        return async::run(work());
    }
    Result<void> spread(std::vector<Recipient> recipients) {
        auto& notifications = *world_.stores().notifications;
        if (auto opened = async::run(notifications.open(published(id_at(1ms)), {})); !opened) return opened;
        return async::run(spread_(page(id_at(1ms), std::move(recipients)), {}));
    }

    MemoryWorld world_;
    KeepingBus bus_;
    Listeners listeners_;
    std::unique_ptr<OtherInstances> others_ = make_bus_instances(bus_, world_.ids, world_.clock, "1");
    SpreadNotification spread_{*world_.stores().notifications, world_.clock, {.listeners = listeners_, .others = others_.get()}};
    int gaps_ = 0;
    Consumption elsewhere_ = arrivals_elsewhere(listeners_, "2", [this] { ++gaps_; });
};

TEST_F(SeveralInstances, TellTheOthersWhoseInboxesAPageCameInto) {
    ASSERT_TRUE(spread({reader(UserId{573861779378439168}), reader(UserId{575684597724382208})}));
    ASSERT_EQ(bus_.sent.size(), 1u);
    const auto& [address, message] = bus_.sent.front();
    EXPECT_EQ(address.to, bus::Address::To::events);
    EXPECT_EQ(address.name, "inbox.arrived");
    EXPECT_EQ(message.type, "inbox.arrived.v1");
    EXPECT_EQ(message.body, compact(example("inbox.arrived.v1")));
    EXPECT_EQ(message.timestamp, noon);
    EXPECT_TRUE(wakes(UserId{575684597724382208}, message, for_ever));
    EXPECT_FALSE(wakes(carla, message, 1ms)) << "there is nothing for her";
}

TEST_F(SeveralInstances, TellNothingOfAPageOfNobody) {
    ASSERT_TRUE(spread({}));
    EXPECT_TRUE(bus_.sent.empty());
}

TEST_F(SeveralInstances, PutAPageThoughTheyCannotTellTheOthers) {
    bus_.is_away = true;
    EXPECT_TRUE(spread({reader(carla)}));
}

TEST_F(SeveralInstances, PassOverWhatTheyToldThemselves) {
    auto told = message("inbox.arrived.v1", R"({"users":["9"]})");
    told.id = "2:1";
    EXPECT_FALSE(wakes(carla, told, 1ms));
    told.id = "22:1";
    EXPECT_TRUE(wakes(carla, told, for_ever));
}

TEST_F(SeveralInstances, HearInAQueueOfTheirOwnAndOfWhatTheyMiss) {
    EXPECT_EQ(elsewhere_.queue.name, "notification.arrivals.2");
    EXPECT_EQ(elsewhere_.queue.events, std::vector<std::string>{"inbox.arrived"});
    EXPECT_TRUE(elsewhere_.queue.per_instance);
    elsewhere_.queue.on_gap();
    EXPECT_EQ(gaps_, 1);
}

TEST_F(SeveralInstances, RefuseWhatNamesNobody) {
    const auto heard = async::run(elsewhere_.handler(message("inbox.arrived.v1", R"({"users":["x"]})")));
    EXPECT_EQ(heard.error().code(), core::invalid_fields);
}

}  // namespace
}  // namespace instante::notification
