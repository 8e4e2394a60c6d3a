#include "access/revocations.hpp"

#include <gtest/gtest.h>

#include "async/run.hpp"
#include "async/signal.hpp"
#include "bus/adapters.hpp"

namespace instante::access {
namespace {

using namespace std::chrono_literals;

constexpr core::Timestamp noon{std::chrono::sys_days{std::chrono::year{2026} / 11 / 24} + 12h};

struct RevocationsTest : testing::Test {
    core::FixedClock clock{noon};
    std::unique_ptr<bus::Bus> bus = bus::make_memory_bus(clock);
    DenyList deny_list{clock, 16min};
    Revocations revocations{*bus, deny_list, clock, "test"};

    Task<Result<void>> publish(bus::Address address, std::string type, std::string body) {
        bus::Message message;
        message.id = type;
        message.type = std::move(type);
        message.body = std::move(body);
        message.timestamp = clock.now();
        std::vector<bus::Outgoing> outgoing;
        outgoing.push_back({std::move(address), std::move(message)});
        auto published = co_await bus->publish(std::move(outgoing));
        co_return published;
    }

    /// Answers `revocations` as authentication does.
    std::unique_ptr<bus::Consumer> answer(async::Executor loop) {
        bus::Handler handler = [this](bus::Message asked) -> Task<Result<void>> {
            auto answered = co_await publish(
                bus::to_queue(asked.reply_to), "revocations.data.v1",
                R"({"users":[{"id":"1","at":"2026-11-24T11:59:00.000Z"}],"sessions":[{"id":"2","user":"3","at":"2026-11-24T11:59:00Z"}]})");
            co_return answered;
        };
        return bus->consume("revocations", 1, loop, std::move(handler));
    }

    Task<void> learn_and_hear() {
        auto loop = co_await async::this_loop();
        auto authentication = answer(loop);
        auto started = co_await revocations.start();
        EXPECT_TRUE(started);
        EXPECT_TRUE(deny_list.denies(1, 9, noon - 2min));
        EXPECT_TRUE(deny_list.denies(9, 2, noon));

        auto published = co_await publish(bus::to_events("session.ended"), "session.ended.v1",
                                          R"({"session":"4","user":"3","at":"2026-11-24T12:00:00.000Z"})");
        EXPECT_TRUE(published);
        published = co_await publish(bus::to_events("user.deleted"), "user.deleted.v1",
                                     R"({"id":"5","version":3,"at":"2026-11-24T12:00:00.000Z","media_keys":[]})");
        EXPECT_TRUE(published);
        while (!deny_list.denies(9, 4, noon) || !deny_list.denies(5, 9, noon)) co_await async::sleep(1ms);
        co_await revocations.stop();
        co_await authentication->stop();
    }
};

TEST_F(RevocationsTest, LearnsWhatIsRefusedAlreadyAndHearsWhatIsRefusedLater) {
    async::run(learn_and_hear());
}

}  // namespace
}  // namespace instante::access
