#include "host/key_follower.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <mutex>
#include <thread>

#include "async/loops.hpp"
#include "async/within.hpp"
#include "http/router.hpp"
#include "http/server.hpp"
#include "telemetry/log_sink.hpp"
#include "telemetry/metrics.hpp"

namespace instante::host {
namespace {

using namespace std::chrono_literals;

crypto::PublicKey new_key() {
    return crypto::SigningKey::generate(core::Timestamp{}).public_key();
}

/// Somebody who publishes keys, and can be away.
struct KeyFollowerTest : testing::Test {
    KeyFollowerTest() {
        router.add(http::Method::get, "/keys", [this](http::Request) -> Task<Result<http::Response>> {
            ++fetches;
            const std::lock_guard lock{mutex};
            co_return is_away ? http::text(503, "text/plain", "away") : http::json(200, std::string{published});
        });
        server = http::Server::listen({}, router, loops, log, metrics).value();
        server->start();
    }
    ~KeyFollowerTest() override {
        run([](http::Server& ending) -> Task<void> { co_await ending.stop(); }(*server));
        loops.stop();
    }
    void publish(std::string key_set, bool away = false) {
        const std::lock_guard lock{mutex};
        published = std::move(key_set);
        is_away = away;
    }
    void publish(const std::vector<crypto::PublicKey>& all) { publish(crypto::render_jwks(all)); }
    void run(Task<void> work) { loops.run(0, std::move(work)); }
    void start(KeyFollower& follower) {
        run([](KeyFollower& starting) -> Task<void> {
            auto started = co_await starting.start();
            EXPECT_TRUE(started);
        }(follower));
    }
    void stop(KeyFollower& follower) {
        run([](KeyFollower& stopping) -> Task<void> { co_await stopping.stop(); }(follower));
    }
    KeyFollower follower(std::chrono::milliseconds refresh = 1h, std::chrono::milliseconds pause = 1ms) {
        const auto url = "http://127.0.0.1:" + std::to_string(server->port()) + "/keys";
        return KeyFollower{{.url = url, .refresh = refresh, .pause = pause}, keys, log};
    }
    template <class Condition>
    static bool eventually(Condition holds) {
        for (const auto deadline = std::chrono::steady_clock::now() + 10s; std::chrono::steady_clock::now() < deadline;) {
            if (holds()) return true;
            std::this_thread::sleep_for(1ms);
        }
        return false;
    }

    telemetry::Log log{std::make_shared<telemetry::MemorySink>(), "test"};
    telemetry::Metrics metrics;
    async::Loops loops{1};
    http::Router router{log, metrics};
    std::unique_ptr<http::Server> server;
    std::mutex mutex;
    std::string published;
    bool is_away = false;
    std::atomic<int> fetches{0};
    crypto::KeySet keys;
};

TEST_F(KeyFollowerTest, KnowsTheKeysOnceItHasStarted) {
    const auto key = new_key();
    publish({key});
    auto following = follower();
    start(following);
    EXPECT_EQ(keys.keys(), std::vector{key});
    stop(following);
}

TEST_F(KeyFollowerTest, AsksAgainUntilThereIsAnAnswer) {
    const auto key = new_key();
    publish("no keys", true);
    std::thread later{[&] {
        EXPECT_TRUE(eventually([&] { return fetches >= 2; }));
        publish({key});
    }};
    auto following = follower();
    start(following);
    later.join();
    EXPECT_EQ(keys.keys(), std::vector{key});
    stop(following);
}

TEST_F(KeyFollowerTest, ATokenOfAKeyThatIsNotKnownMakesItLook) {
    const auto old = new_key();
    const auto fresh = new_key();
    publish({old});
    auto following = follower();
    start(following);
    publish({old, fresh});
    EXPECT_FALSE(keys.find(fresh.kid));
    EXPECT_TRUE(eventually([&] { return keys.find(fresh.kid).has_value(); }));
    EXPECT_TRUE(keys.find(old.kid));
    stop(following);
}

TEST_F(KeyFollowerTest, ManyTokensOfNobodysKeyMakeItLookNowAndThen) {
    publish({new_key()});
    auto following = follower(1h, 1h);
    start(following);
    for (int i = 0; i < 1'000; ++i) EXPECT_FALSE(keys.find("nobodys"));
    ASSERT_TRUE(eventually([&] { return fetches == 2; }));
    for (int i = 0; i < 1'000; ++i) EXPECT_FALSE(keys.find("nobodys"));
    std::this_thread::sleep_for(20ms);
    EXPECT_EQ(fetches, 2);
    stop(following);
}

TEST_F(KeyFollowerTest, TheKeysStayWhileNobodyAnswersAndFollowAfterwards) {
    const auto key = new_key();
    const auto next = new_key();
    publish({key});
    auto following = follower(1ms);
    start(following);
    publish("", true);
    const int before = fetches;
    EXPECT_TRUE(eventually([&] { return fetches > before + 2; }));
    publish("{\"keys\":[]}");
    EXPECT_TRUE(eventually([&] { return fetches > before + 5; }));
    EXPECT_EQ(keys.keys(), std::vector{key});
    publish({next});
    EXPECT_TRUE(eventually([&] { return keys.keys() == std::vector{next}; }));
    stop(following);
}

}  // namespace
}  // namespace instante::host
