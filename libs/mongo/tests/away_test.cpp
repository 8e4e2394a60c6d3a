#include <chrono>
#include <regex>

#include "amqp/tests/tcp_proxy.hpp"
#include "async/scope.hpp"
#include "async/signal.hpp"
#include "mongo/tests/suite.hpp"

namespace instante::mongo {
namespace {

using namespace std::chrono_literals;

/// The server behind a wire that is cut and mended.
class AwayTest : public MongoTest {
protected:
    void SetUp() override {
        MongoTest::SetUp();
        if (!scratch_) return;
        std::smatch host;
        const auto url = testing::server();
        if (!std::regex_search(url, host, std::regex{R"(127\.0\.0\.1:(\d+))"})) GTEST_SKIP() << "the server is not on loopback";
        wire_.emplace(static_cast<std::uint16_t>(std::stoi(host[1])));
        const auto through =
            std::regex_replace(url, std::regex{R"(127\.0\.0\.1:\d+)"}, "127.0.0.1:" + std::to_string(wire_->port()));
        away_ = Database::open({.url = through, .database = database().name(), .application = "test", .threads = 4}).value();
    }
    Result<void> ping() { return async::run(away_->ping()); }
    static std::chrono::milliseconds time(const std::function<void()>& work) {
        const auto begin = std::chrono::steady_clock::now();
        work();
        return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin);
    }

    std::optional<amqp::TcpProxy> wire_;
    std::unique_ptr<Database> away_;
};

TEST_F(AwayTest, WhileTheServerIsAwayThatIsToldAndWorkResumesSoonAfterItsReturn) {
    ASSERT_TRUE(ping());
    wire_->cut();
    EXPECT_EQ(ping().error().code(), core::engine_away);
    EXPECT_FALSE(away_->healthy());
    wire_->mend();
    const auto waited = time([&] {
        for (int attempt = 0; attempt < 100 && !ping(); ++attempt) async::run(async::sleep(50ms));
    });
    EXPECT_TRUE(away_->healthy());
    EXPECT_LT(waited, 5s);
}

Task<Result<void>> count_away(Database& database, int& away) {
    auto outcome = co_await database.ping();
    if (!outcome && outcome.error().code() == core::engine_away) ++away;
    co_return Result<void>{};
}

Task<void> ask_often(Database& database, int times, int& away) {
    auto loop = co_await async::this_loop();
    async::Scope scope{loop};
    for (int i = 0; i < times; ++i) scope.spawn(count_away(database, away));
    auto ended = co_await scope.join();
    static_cast<void>(ended);
}

TEST_F(AwayTest, ManyWhoAskMeanwhileAreAnsweredTogether) {
    wire_->cut();
    EXPECT_FALSE(ping());
    int away = 0;
    const auto waited = time([&] { async::run(ask_often(*away_, 200, away)); });
    EXPECT_EQ(away, 200);
    EXPECT_LT(waited, 20s) << "200 one after the other, two seconds each, would be 100 s on four threads";
}

}  // namespace
}  // namespace instante::mongo
