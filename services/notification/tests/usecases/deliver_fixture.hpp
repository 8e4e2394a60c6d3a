#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "notification/outbound/memory/recording_push_service.hpp"
#include "notification/tests/support/recording_journal.hpp"
#include "notification/tests/support/world.hpp"
#include "notification/usecases/deliver_pushes.hpp"

namespace instante::notification {

/// Deliveries over every engine.
class DeliverFixture : public testing::TestWithParam<EngineUnderTest> {
protected:
    /// Ana's notification `id` owes a push to each of `tokens`, which are Carla's.
    void owe(NotificationId id, std::vector<std::string> tokens) {
        ASSERT_TRUE(async::run(stores().notifications->open(samples::published(id), {})));
        ASSERT_TRUE(async::run(stores().notifications->spread(
            samples::page(id, {samples::reader(samples::carla, std::move(tokens), "pt-BR")}), world_->clock.now(), {})));
    }
    Stores& stores() { return world_->stores(); }
    std::size_t owed() { return async::run(stores().pushes->backlog()).value().depth; }

    /// Delivers until `tries` tries have ended, then finishes in order.
    void deliver(PushService& service, std::size_t tries, DeliverOptions options = {}) {
        deliver_from(*stores().pushes, service, tries, options);
    }
    void deliver_from(PushStore& pushes, PushService& service, std::size_t tries, DeliverOptions options = {}) {
        auto work = [&]() -> Task<void> {
            auto loop = co_await async::this_loop();
            journal_ = std::make_unique<RecordingJournal>(loop);
            DeliverPushes deliver{pushes, service, *journal_, world_->clock, loop, options};
            async::Scope scope{loop};
            scope.spawn(deliver.run());
            co_await journal_->until_ended(tries);
            deliver.finish();
            auto outcome = co_await scope.join();
            EXPECT_TRUE(outcome);
        };
        async::run(work());
    }

    std::unique_ptr<World> world_ = GetParam().make();
    std::unique_ptr<RecordingJournal> journal_;
};

inline std::string delivering_engine_name(const testing::TestParamInfo<EngineUnderTest>& info) {
    return info.param.name;
}

}  // namespace instante::notification
