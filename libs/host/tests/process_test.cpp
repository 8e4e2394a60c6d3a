#include "host/process.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <thread>

#include "async/run.hpp"
#include "async/signal.hpp"
#include "http/client.hpp"

namespace instante::host {
namespace {

/// The least a service can be; it also answers `revocations`, as authentication does.
class Greeter final : public Service {
public:
    explicit Greeter(Context& context) : context_(context) {}
    [[nodiscard]] std::string_view name() const override { return "greeter"; }
    void add_routes(http::Router& router) override {
        router.add(http::Method::get, "/greeting",
                   [](http::Request) -> Task<Result<http::Response>> { co_return http::text(200, "text/plain", "hello"); });
        router.add(http::Method::get, "/song", [this](http::Request) { return song(); }, {.deadline = {}});
    }
    Task<Result<void>> start() override {
        bus::Queue queue;
        queue.name = "revocations";
        auto declared = co_await context_.bus.declare(std::move(queue));
        if (!declared) co_return declared.error();
        bus::Handler answer = [this](bus::Message asked) -> Task<Result<void>> {
            bus::Message message;
            message.id = "answer";
            message.type = "revocations.data.v1";
            message.body = R"({"users":[],"sessions":[]})";
            std::vector<bus::Outgoing> outgoing;
            outgoing.push_back({bus::to_queue(asked.reply_to), std::move(message)});
            auto published = co_await context_.bus.publish(std::move(outgoing));
            co_return published;
        };
        auto loop = co_await async::this_loop();
        consumer_ = context_.bus.consume("revocations", 1, loop, std::move(answer));
        co_return Result<void>{};
    }
    void drain() override {
        if (drained_) drained_->notify();
    }
    Task<void> stop() override { co_await consumer_->stop(); }
    Task<Result<void>> ready() override { co_return Result<void>{}; }
    [[nodiscard]] std::vector<std::string> queues() const override { return {"revocations"}; }

private:
    /// An answer that ends when the process is about to.
    Task<Result<http::Response>> song() {
        auto loop = co_await async::this_loop();
        drained_.emplace(std::move(loop));
        http::Response response;
        response.content = http::Stream{[this] { return next_verse(); }, {}};
        co_return std::move(response);
    }
    Task<Result<std::string>> next_verse() {
        if (verses_++ == 0) co_return std::string{"la"};
        if (verses_ > 2) co_return std::string{};
        context_.log.info("the song goes on");
        co_await drained_->wait();
        co_return std::string{" end"};
    }

    Context& context_;
    std::optional<async::Signal> drained_;
    int verses_ = 0;
    std::unique_ptr<bus::Consumer> consumer_;
};

struct ProcessTest : testing::Test {
    std::shared_ptr<telemetry::MemorySink> sink = std::make_shared<telemetry::MemorySink>();
    http::Client client{http::ClientOptions{}};
    std::vector<MakeService> services{
        [](Context& context) -> Result<std::unique_ptr<Service>> { return std::make_unique<Greeter>(context); }};

    static config::Settings settings() {
        config::Settings settings;
        settings.ephemeral = true;
        settings.listen.port = 0;
        settings.admin_listen.port = 0;
        return settings;
    }
    bool has_logged(std::string_view message) const {
        return std::ranges::any_of(sink->lines(), [&](const auto& line) { return line.find(message) != std::string::npos; });
    }
    http::ClientResponse get(const std::string& url) {
        http::ClientRequest request;
        request.url = url;
        return async::run(client.send(std::move(request))).value();
    }
};

TEST_F(ProcessTest, AnswersItsServicesAndItsOperator) {
    auto process = Process::open(settings(), services, telemetry::Log{sink, "test"});
    ASSERT_TRUE(process) << process.error().note();
    ASSERT_TRUE((*process)->start());

    EXPECT_EQ(get("http://" + (*process)->public_address() + "/greeting").content, "hello");
    const auto admin = "http://" + (*process)->admin_address();
    EXPECT_EQ(get(admin + "/healthz").status, 200);
    const auto readiness = get(admin + "/readyz");
    EXPECT_EQ(readiness.status, 200);
    EXPECT_NE(readiness.content.find(R"("greeter":"ok")"), std::string::npos) << readiness.content;
    EXPECT_NE(get(admin + "/version").content.find("\"version\""), std::string::npos);
    EXPECT_NE(get(admin + "/metrics").content.find("instante_bus_queue_ready{queue=\"revocations\"} 0"), std::string::npos);
    EXPECT_EQ(get("http://" + (*process)->public_address() + "/metrics").status, 404) << "never public";
    (*process)->stop();
}

TEST_F(ProcessTest, LimitsHowOftenAnAddressCallsButNotItsOperator) {
    auto limited = settings();
    limited.rate_address = {2, std::chrono::hours{1}};
    auto process = Process::open(limited, services, telemetry::Log{sink, "test"});
    ASSERT_TRUE(process) << process.error().note();
    ASSERT_TRUE((*process)->start());
    const auto greeting = "http://" + (*process)->public_address() + "/greeting";
    EXPECT_EQ(get(greeting).status, 200);
    EXPECT_EQ(get(greeting).status, 200);
    const auto refused = get(greeting);
    EXPECT_EQ(refused.status, 429);
    EXPECT_EQ(refused.headers.find("RateLimit-Remaining"), "0");
    for (int i = 0; i < 5; ++i) EXPECT_EQ(get("http://" + (*process)->admin_address() + "/healthz").status, 200);
    (*process)->stop();
}

TEST_F(ProcessTest, DoesNotLimitWhereItIsSwitchedOff) {
    auto unlimited = settings();
    unlimited.rate_address = {1, std::chrono::hours{1}};
    unlimited.rate_limit = false;
    auto process = Process::open(unlimited, services, telemetry::Log{sink, "test"});
    ASSERT_TRUE(process) << process.error().note();
    ASSERT_TRUE((*process)->start());
    for (int i = 0; i < 5; ++i) {
        const auto answer = get("http://" + (*process)->public_address() + "/greeting");
        EXPECT_EQ(answer.status, 200);
        EXPECT_FALSE(answer.headers.has("RateLimit-Limit"));
    }
    (*process)->stop();
}

TEST_F(ProcessTest, EndsStreamsBeforeItWaitsForThem) {
    auto process = Process::open(settings(), services, telemetry::Log{sink, "test"});
    ASSERT_TRUE(process) << process.error().note();
    ASSERT_TRUE((*process)->start());
    std::string heard;
    std::thread listener{[&] { heard = get("http://" + (*process)->public_address() + "/song").content; }};
    while (!has_logged("the song goes on")) std::this_thread::yield();
    (*process)->stop();
    listener.join();
    EXPECT_EQ(heard, "la end") << "whole, not cut off";
}

TEST_F(ProcessTest, RedirectsFromHttpToHttps) {
    auto redirecting = settings();
    redirecting.public_url = "https://photos.example.org";
    redirecting.redirect_listen = config::Address{"127.0.0.1", 0};
    auto process = Process::open(redirecting, services, telemetry::Log{sink, "test"});
    ASSERT_TRUE(process) << process.error().note();
    ASSERT_TRUE((*process)->start());
    const auto response = get("http://" + (*process)->redirect_address() + "/greeting?a=b");
    EXPECT_EQ(response.status, 308);
    EXPECT_EQ(response.headers.find("Location"), "https://photos.example.org/greeting?a=b");
    EXPECT_TRUE(get("http://" + (*process)->public_address() + "/greeting").headers.has("Strict-Transport-Security"));
    (*process)->stop();
}

TEST_F(ProcessTest, NamesTheSettingOfACertificateThatCannotBeUsed) {
    auto broken = settings();
    broken.tls_cert = "/nowhere.pem";
    broken.tls_key = "/nowhere.key";
    auto process = Process::open(broken, services, telemetry::Log{sink, "test"});
    ASSERT_FALSE(process);
    EXPECT_EQ(process.error().kind(), core::Kind::invalid);
    EXPECT_NE(process.error().note().find("--tls-cert: /nowhere.pem"), std::string::npos) << process.error().note();
}

TEST_F(ProcessTest, SaysThatAPortIsTaken) {
    auto first = Process::open(settings(), services, telemetry::Log{sink, "test"});
    ASSERT_TRUE(first) << first.error().note();
    auto other = settings();
    const auto address = (*first)->public_address();
    other.listen.port = static_cast<std::uint16_t>(std::stoi(address.substr(address.rfind(':') + 1)));
    auto second = Process::open(other, services, telemetry::Log{sink, "test"});
    ASSERT_FALSE(second);
    EXPECT_NE(second.error().note().find(address), std::string::npos) << second.error().note();
}

}  // namespace
}  // namespace instante::host
