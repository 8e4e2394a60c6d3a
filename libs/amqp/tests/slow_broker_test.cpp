#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <random>
#include <string>
#include <thread>

#include "amqp/amqp.hpp"
#include "amqp/server.hpp"
#include "async/run.hpp"
#include "broker.hpp"
#include "bus/tests/consuming.hpp"
#include "tcp_proxy.hpp"

// A broker that is there and has much to do, such as one that recovers its queues: the start waits for it.
namespace instante::amqp {
namespace {

using namespace std::chrono_literals;

struct SlowBroker : testing::Test {
    void SetUp() override {
        if (!has_broker()) GTEST_SKIP() << "INSTANTE_TEST_AMQP names no broker";
        const auto server = parse_server(broker_url()).value();
        proxy.emplace(server.port);
        const auto place = server.place();
        options.url.replace(options.url.find(place), place.size(), "127.0.0.1:" + std::to_string(proxy->port()));
    }
    /// Whatever `work` comes to while the broker says nothing for `time`.
    template <class Work>
    auto while_silent(std::chrono::milliseconds time, Work work) {
        proxy->hold_answers();
        std::thread end{[this, time] {
            std::this_thread::sleep_for(time);
            proxy->let_answers_through();
        }};
        auto outcome = work();
        end.join();
        return outcome;
    }
    Result<std::unique_ptr<bus::Bus>> open() { return open_bus(options, system_clock(), quiet_log()); }

    std::string queue = "slow-" + std::to_string(std::random_device{}());
    std::optional<TcpProxy> proxy;
    Options options = test_options();
};

TEST_F(SlowBroker, IsWaitedForAtTheStart) {
    options.deadline = 500ms;
    const auto bus = while_silent(1s, [&] { return open(); });
    ASSERT_TRUE(bus) << bus.error().note();
    EXPECT_TRUE(async::run((*bus)->publish(bus::outgoing(bus::to_queue(queue), {"a"}))));
}

TEST_F(SlowBroker, IsGivenUpOnceItTookTooLong) {
    options.deadline = options.patience = 200ms;
    const auto bus = while_silent(1s, [&] { return open(); });
    ASSERT_FALSE(bus);
    EXPECT_THAT(bus.error().note(), testing::HasSubstr("takes too long"));
}

TEST_F(SlowBroker, IsWaitedForWhileItMakesAQueue) {
    const auto bus = open().value();
    bus::Queue made;
    made.name = queue;
    const auto outcome = while_silent(options.deadline * 3 / 2, [&] { return async::run(bus->declare(made)); });
    EXPECT_TRUE(outcome) << outcome.error().note();
}

}  // namespace
}  // namespace instante::amqp
