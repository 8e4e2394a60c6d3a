#include "access/revocations.hpp"

#include <gtest/gtest.h>

#include "async/run.hpp"
#include "async/signal.hpp"
#include "bus/adapters.hpp"

namespace instante::access {
namespace {

using namespace std::chrono_literals;

constexpr core::Timestamp noon{std::chrono::sys_days{std::chrono::year{2026} / 11 / 24} + 12h};

/// A bus whose connection can be lost and made anew, as far as the queues of its instance know.
class InterruptedBus final : public bus::Bus {
public:
    explicit InterruptedBus(const core::Clock& clock) : inner_(bus::make_memory_bus(clock)) {}

    void interrupt() {
        for (const auto& on_gap : on_gaps_) on_gap();
    }
    Task<Result<void>> declare(bus::Queue queue) override {
        if (queue.on_gap) on_gaps_.push_back(queue.on_gap);
        return inner_->declare(std::move(queue));
    }
    Task<Result<void>> publish(std::vector<bus::Outgoing> messages) override { return inner_->publish(std::move(messages)); }
    std::unique_ptr<bus::Consumer> consume(std::string queue, std::size_t prefetch, async::Executor loop,
                                           bus::Handler handler) override {
        return inner_->consume(std::move(queue), prefetch, loop, std::move(handler));
    }
    Task<Result<bus::Depth>> depth(std::string queue) override { return inner_->depth(std::move(queue)); }
    Task<Result<std::vector<bus::DeadLetter>>> dead(std::string queue, std::string after, std::size_t limit) override {
        return inner_->dead(std::move(queue), std::move(after), limit);
    }
    Task<Result<void>> settle_dead(std::string queue, std::string message_id, bool replay) override {
        return inner_->settle_dead(std::move(queue), std::move(message_id), replay);
    }
    Task<Result<void>> ping() override { return inner_->ping(); }

private:
    std::unique_ptr<bus::Bus> inner_;
    std::vector<std::function<void()>> on_gaps_;
};

struct RevocationsTest : testing::Test {
    core::FixedClock clock{noon};
    std::unique_ptr<InterruptedBus> bus = std::make_unique<InterruptedBus>(clock);
    DenyList deny_list{clock, 16min};
    Revocations revocations{*bus, deny_list, clock, "test"};
    std::string refused =
        R"({"users":[{"id":"1","at":"2026-11-24T11:59:00.000Z"}],"sessions":[{"id":"2","user":"3","at":"2026-11-24T11:59:00Z"}]})";

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
            auto body = refused;
            auto answered = co_await publish(bus::to_queue(asked.reply_to), "revocations.data.v1", std::move(body));
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

    Task<void> catch_up() {
        auto loop = co_await async::this_loop();
        auto authentication = answer(loop);
        auto started = co_await revocations.start();
        EXPECT_TRUE(started);
        for (int id = 11; id <= 12; ++id) {
            refused = R"({"users":[{"id":")" + std::to_string(id) + R"(","at":"2026-11-24T12:00:00.000Z"}],"sessions":[]})";
            bus->interrupt();
            while (!deny_list.denies(static_cast<std::uint64_t>(id), 9, noon)) co_await async::sleep(1ms);
        }
        co_await revocations.stop();
        co_await authentication->stop();
    }
};

TEST_F(RevocationsTest, AsksAgainForWhatItMissedWhileTheBusWasAway) {
    async::run(catch_up());
}

TEST_F(RevocationsTest, LearnsWhatIsRefusedAlreadyAndHearsWhatIsRefusedLater) {
    async::run(learn_and_hear());
}

}  // namespace
}  // namespace instante::access
