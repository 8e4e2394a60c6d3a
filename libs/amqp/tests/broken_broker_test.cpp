#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <array>
#include <atomic>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <mutex>
#include <random>
#include <set>
#include <string>
#include <thread>

#include "amqp/amqp.hpp"
#include "amqp/server.hpp"
#include "async/loops.hpp"
#include "async/run.hpp"
#include "async/scope.hpp"
#include "async/within.hpp"
#include "broker.hpp"
#include "bus/tests/consuming.hpp"
#include "tcp_proxy.hpp"

// What happens when the connection is cut, and when the broker dies: nothing that was confirmed is lost, and work goes on.
namespace instante::amqp {
namespace {

using namespace std::chrono_literals;
using async::run;

std::unique_ptr<bus::Bus> open(const std::string& url) {
    auto options = test_options();
    options.url = url;
    return open_bus(std::move(options), system_clock(), quiet_log()).value();
}

bool eventually(const std::function<bool()>& holds, std::chrono::seconds limit = 60s) {
    const auto deadline = std::chrono::steady_clock::now() + limit;
    while (!holds()) {
        if (std::chrono::steady_clock::now() > deadline) return false;
        std::this_thread::sleep_for(10ms);
    }
    return true;
}

/// A bus whose way to the broker can be cut.
struct CutConnection : testing::Test {
    void SetUp() override {
        if (!has_broker()) GTEST_SKIP() << "INSTANTE_TEST_AMQP names no broker";
        const auto server = parse_server(broker_url()).value();
        proxy.emplace(server.port);
        auto url = broker_url();
        const auto place = server.place();
        url.replace(url.find(place), place.size(), "127.0.0.1:" + std::to_string(proxy->port()));
        bus = open(url);
    }
    Result<void> publish(const std::string& id) { return run(bus->publish(bus::outgoing(bus::to_queue(work), {id}))); }

    std::string work = "cut-" + std::to_string(std::random_device{}());
    std::optional<TcpProxy> proxy;
    std::unique_ptr<bus::Bus> bus;
};

TEST_F(CutConnection, PublishingIsRefusedAndThenGoesOn) {
    ASSERT_TRUE(publish("a"));
    ASSERT_TRUE(run(bus->ping()));
    proxy->cut();
    ASSERT_TRUE(eventually([&] { return !publish("b"); }));
    EXPECT_FALSE(run(bus->ping()));
    EXPECT_EQ(publish("c").error().code(), core::engine_away);
    proxy->mend();
    EXPECT_TRUE(eventually([&] { return publish("d").has_value(); }, 10s));
    EXPECT_TRUE(run(bus->ping()));
    EXPECT_EQ(run(bus::take(*bus, work, 1)).at(0).id, "a");
}

TEST_F(CutConnection, AConsumerGoesOnAndIsGivenAgainWhatItHadInHand) {
    bus::Queue queue;
    queue.name = work;
    ASSERT_TRUE(run(bus->declare(queue)));
    for (const auto* id : {"a", "b", "c"}) ASSERT_TRUE(publish(id));
    auto cut_and_go_on = [](bus::Bus& cut, std::string name, TcpProxy& way) -> Task<std::multiset<std::string>> {
        auto loop = co_await async::this_loop();
        const async::Signal changed{loop};
        std::multiset<std::string> handled;
        bool is_cut = false;
        bus::Handler handler = [&, changed](bus::Message message) -> Task<Result<void>> {
            if (!is_cut) {
                is_cut = true;
                way.cut();
                way.mend();
                co_await async::sleep(200ms);  // what it answers now concerns nobody: its connection is gone
            }
            handled.insert(message.id);
            changed.notify();
            co_return Result<void>{};
        };
        auto consumer = cut.consume(std::move(name), 1, loop, std::move(handler));
        bool is_late = false;
        while (!is_late && !(handled.contains("a") && handled.contains("b") && handled.contains("c")))
            is_late = !co_await changed.wait_for(20s);
        co_await consumer->stop();
        co_return handled;
    };
    const auto handled = run(cut_and_go_on(*bus, work, *proxy));
    EXPECT_EQ(handled.count("a"), 2u);  // the first came again
    EXPECT_EQ(handled.count("b"), 1u);
    EXPECT_EQ(handled.count("c"), 1u);
    EXPECT_TRUE(eventually([&] { return run(bus->depth(work)).value().ready == 0; }));
}

TEST_F(CutConnection, AQueueOfAnInstanceIsMadeAnewAndSaysThatItHasAGap) {
    std::atomic<int> gaps{0};
    bus::Queue queue;
    queue.name = work;
    queue.events = {work + ".happened"};
    queue.per_instance = true;
    queue.on_gap = [&gaps] { ++gaps; };
    ASSERT_TRUE(run(bus->declare(queue)));
    EXPECT_EQ(gaps, 0);
    proxy->cut();
    proxy->mend();
    ASSERT_TRUE(eventually([&] { return gaps > 0; }));
    auto other = open(broker_url());
    ASSERT_TRUE(run(other->publish(bus::outgoing(bus::to_events(work + ".happened"), {"a"}))));
    EXPECT_EQ(run(bus::take(*bus, work, 1)).at(0).id, "a");
}

TEST_F(CutConnection, AQueueIsMadeThoughTheBrokerIsAwayForAMoment) {
    bus::Queue queue;
    queue.name = work + ".own";
    queue.per_instance = true;
    ASSERT_TRUE(run(bus->declare(queue)));
    proxy->cut();
    ASSERT_TRUE(eventually([&] { return !publish("a"); }));
    std::thread mender{[&] {
        std::this_thread::sleep_for(500ms);
        proxy->mend();
    }};
    queue.name = work + ".later";
    const auto made = run(bus->declare(queue));
    queue.per_instance = false;
    queue.name = work;
    const auto shared = run(bus->declare(queue));
    mender.join();
    EXPECT_TRUE(made) << made.error().note();
    EXPECT_TRUE(shared) << shared.error().note();
}

TEST_F(CutConnection, WhatWasAskedIsAskedAgainOnANewConnection) {
    ASSERT_TRUE(publish("a"));
    EXPECT_EQ(run(bus->depth(work)).value().ready, 1u);
    proxy->cut();
    EXPECT_FALSE(run(bus->depth(work)));
    proxy->mend();
    EXPECT_EQ(run(bus->depth(work)).value().ready, 1u);
}

// A broker of the test's own, started by tools/engines, and killed.

/// Runs a command of tools/engines in `folder`; what it printed.
std::string engines(const std::filesystem::path& folder, const std::string& words) {
    const auto command = INSTANTE_SOURCE_DIR "/tools/engines --folder " + folder.string() + " " + words;
    std::unique_ptr<FILE, int (*)(FILE*)> output{popen(command.c_str(), "r"), pclose};
    std::string text;
    std::array<char, 4096> bytes{};
    while (const auto count = fread(bytes.data(), 1, bytes.size(), output.get())) text.append(bytes.data(), count);
    return text;
}

class OwnBroker {
public:
    OwnBroker() {
        auto name = (std::filesystem::temp_directory_path() / "instante-amqp-XXXXXX").string();
        if (mkdtemp(name.data()) == nullptr) throw std::runtime_error{"no scratch folder"};
        folder_ = name;
        engines(folder_, "up rabbitmq");
        const auto status = engines(folder_, "status");
        url_ = status.substr(status.find('=') + 1, status.find('\n') - status.find('=') - 1);
    }
    OwnBroker(const OwnBroker&) = delete;
    OwnBroker& operator=(const OwnBroker&) = delete;
    ~OwnBroker() {
        engines(folder_, "down");
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }
    [[nodiscard]] const std::string& url() const { return url_; }
    void kill_and_restart() const {
        engines(folder_, "kill rabbitmq");
        engines(folder_, "up rabbitmq");
    }

private:
    std::filesystem::path folder_;
    std::string url_;
};

/// Publishers that never rest, and what was confirmed to them.
class Publishers {
public:
    explicit Publishers(bus::Bus& bus) : bus_(bus) {
        for (std::size_t i = 0; i < loops_.size(); ++i)
            threads_.emplace_back([this, i] { loops_.run(i, publish_from_many(std::to_string(i) + "-")); });
    }
    std::set<std::string> end() {
        ending_ = true;
        for (auto& each : threads_) each.join();
        loops_.stop();
        return confirmed_;
    }
    std::size_t confirmed() {
        const std::lock_guard lock{mutex_};
        return confirmed_.size();
    }

private:
    Task<void> publish_from_many(std::string prefix) {
        auto loop = co_await async::this_loop();
        async::Scope scope{loop};
        for (int i = 0; i < 20; ++i) scope.spawn(publish(prefix + std::to_string(i) + "-"));
        auto ended = co_await scope.join();
        static_cast<void>(ended);
    }
    Task<Result<void>> publish(std::string prefix) {
        for (std::size_t i = 0; !ending_; ++i) {
            auto id = prefix + std::to_string(i);
            auto messages = bus::outgoing(bus::to_queue("killed"), {id});
            auto published = co_await bus_.publish(std::move(messages));
            if (!published) co_await async::sleep(5ms);
            if (!published) continue;
            const std::lock_guard lock{mutex_};
            confirmed_.insert(std::move(id));
        }
        co_return Result<void>{};
    }

    bus::Bus& bus_;
    std::atomic<bool> ending_{false};
    std::mutex mutex_;
    std::set<std::string> confirmed_;
    async::Loops loops_{2};
    std::vector<std::thread> threads_;
};

/// Consumes until nothing of `wanted` is missing, or nothing comes for a minute. What is still missing.
Task<std::set<std::string>> missing_after_all(bus::Bus& bus, std::set<std::string> wanted) {
    auto loop = co_await async::this_loop();
    const async::Signal changed{loop};
    auto missing = std::make_shared<std::set<std::string>>(std::move(wanted));
    bus::Handler handler = [missing, changed](bus::Message message) -> Task<Result<void>> {
        missing->erase(message.id);
        changed.notify();
        co_return Result<void>{};
    };
    auto consumer = bus.consume("killed", 200, loop, std::move(handler));
    bool came = true;
    while (came && !missing->empty()) came = co_await changed.wait_for(60s);
    co_await consumer->stop();
    co_return *missing;
}

TEST(KilledBroker, HasEverythingThatWasConfirmed) {
    if (!has_broker()) GTEST_SKIP() << "INSTANTE_TEST_AMQP names no broker: tests with one may start their own";
    const OwnBroker broker;
    auto bus = open(broker.url());
    Publishers publishers{*bus};
    ASSERT_TRUE(eventually([&] { return publishers.confirmed() > 500; }));
    // RabbitMQ 3.10 writes down half a second late which quorum queues there are: killed before, it has lost all of a new one.
    std::this_thread::sleep_for(5s);
    broker.kill_and_restart();
    const auto before = publishers.confirmed();
    // A broker that recovers its queues on a machine with much else to do may take a minute of it.
    EXPECT_TRUE(eventually([&] { return publishers.confirmed() > before + 500; }, 120s)) << "publishing did not go on";
    const auto missing = run(missing_after_all(*bus, publishers.end()));
    EXPECT_TRUE(missing.empty()) << missing.size() << " confirmed messages are lost";
}

}  // namespace
}  // namespace instante::amqp
