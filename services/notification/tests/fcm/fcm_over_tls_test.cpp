#include <gtest/gtest.h>

#include "async/loops.hpp"
#include "async/run.hpp"
#include "async/scope.hpp"
#include "http/server.hpp"
#include "http/tests/certificate.hpp"
#include "notification/outbound/fcm/fcm_push_service.hpp"
#include "notification/tests/support/fcm_stand_in.hpp"
#include "notification/tests/support/samples.hpp"
#include "sqlite/tests/scratch.hpp"
#include "telemetry/log_sink.hpp"

namespace instante::notification {
namespace {

/// FCM as it is in the world: HTTPS, with a certificate that `ca_file` vouches for.
class FcmOverTls : public testing::Test {
protected:
    FcmOverTls() {
        router_.add(http::Method::post, "/token", [](http::Request) -> Task<Result<http::Response>> {
            co_return http::json(200, R"({"access_token":"granted","expires_in":3600})");
        });
        router_.add(http::Method::post, "/v1/projects/instante-demo/messages:send",
                    [this](http::Request request) -> Task<Result<http::Response>> {
                        ++let_in_;
                        if (request.headers.find("Authorization") != "Bearer granted") co_return http::json(401, "{}");
                        co_return http::json(200, "{}");
                    });
        http::ServerOptions options;
        options.name = "fcm";
        options.tls_certificate = certificate_.certificate;
        options.tls_key = certificate_.key;
        server_ = std::move(http::Server::listen(options, router_, loops_, log_, metrics_)).value();
        server_->start();
    }
    ~FcmOverTls() override {
        loops_.run(0, server_->stop());
        loops_.stop();
    }

    std::unique_ptr<PushService> service(std::string ca_file) {
        FcmOptions options;
        options.endpoint = "https://127.0.0.1:" + std::to_string(server_->port());
        options.account = FcmStandIn{}.account();  // for its key
        options.account.token_uri = options.endpoint + "/token";
        options.ca_file = std::move(ca_file);
        return make_fcm_push_service(std::move(options), clock_);
    }
    static PushMessage message(int number) {
        PushMessage made;
        made.token = "phone-" + std::to_string(number);
        made.notification = NotificationId{5};
        made.title = "New publication by Ana Lima";
        return made;
    }

    core::FixedClock clock_{samples::noon};
    sqlite::Scratch scratch_;
    http::testing::Certificate certificate_ = http::testing::make_certificate(scratch_.file().parent_path());
    telemetry::Log log_{std::make_shared<telemetry::MemorySink>(), "test"};
    telemetry::Metrics metrics_;
    http::Router router_{log_, metrics_};
    async::Loops loops_{1};
    std::unique_ptr<http::Server> server_;
    int let_in_ = 0;  ///< touched by the server's loop
};

TEST_F(FcmOverTls, SendsAllOverOneConnection) {
    constexpr int pushes = 200;
    const auto google = service(certificate_.certificate);
    int delivered = 0;
    auto send_one = [&](int number) -> Task<Result<void>> {
        auto answer = co_await google->send(message(number));
        delivered += std::holds_alternative<Delivered>(answer) ? 1 : 0;
        co_return Result<void>{};
    };
    auto work = [&]() -> Task<void> {
        auto loop = co_await async::this_loop();
        async::Scope scope{loop};
        for (int number = 0; number < pushes; ++number) scope.spawn(send_one(number));
        auto outcome = co_await scope.join();
        EXPECT_TRUE(outcome);
    };
    async::run(work());
    EXPECT_EQ(delivered, pushes);
    const auto metrics = metrics_.render();
    EXPECT_NE(metrics.find(R"(instante_http_connections_accepted_total{protocol="http2",server="fcm"} 1)"), std::string::npos)
        << metrics;
    EXPECT_NE(metrics.find(R"(instante_http_connections_accepted_total{protocol="http1",server="fcm"} 0)"), std::string::npos);
}

TEST_F(FcmOverTls, TellsNothingToWhomItDoesNotTrust) {
    const auto impostor = service("");
    EXPECT_TRUE(std::holds_alternative<NotNow>(async::run(impostor->send(message(1)))));
    EXPECT_EQ(let_in_, 0);
}

}  // namespace
}  // namespace instante::notification
