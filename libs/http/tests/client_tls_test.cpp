#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <unistd.h>
#include <filesystem>

#include "async/loops.hpp"
#include "async/run.hpp"
#include "async/scope.hpp"
#include "http/client.hpp"
#include "http/server.hpp"
#include "http/tests/certificate.hpp"
#include "telemetry/log_sink.hpp"

namespace instante::http {
namespace {

namespace fs = std::filesystem;

Task<Result<Response>> echo(Request request) {
    auto content = co_await read_all(request.body, 64 * 1024);
    if (!content) co_return content.error();
    co_return text(200, "text/plain", std::move(*content));
}

/// The client against our own server over TLS.
class ClientTlsTest : public ::testing::Test {
protected:
    ClientTlsTest() : folder(fs::temp_directory_path() / ("instante-client-tls-" + std::to_string(::getpid()))) {
        fs::create_directories(folder);
        certificate = testing::make_certificate(folder);
        router.add(Method::post, "/echo", echo);
        ServerOptions options;
        options.tls_certificate = certificate.certificate;
        options.tls_key = certificate.key;
        server = std::move(Server::listen(options, router, loops, log, metrics)).value();
        server->start();
    }
    ~ClientTlsTest() override {
        loops.run(0, server->stop());
        loops.stop();
        fs::remove_all(folder);
    }

    [[nodiscard]] ClientRequest request(const std::string& host, std::string content) const {
        return {.method = Method::post,
                .url = "https://" + host + ':' + std::to_string(server->port()) + "/echo",
                .headers = {},
                .content = std::move(content)};
    }
    [[nodiscard]] ClientOptions trusting() const {
        ClientOptions options;
        options.ca_file = certificate.certificate;
        return options;
    }

    fs::path folder;
    testing::Certificate certificate;
    telemetry::Log log{std::make_shared<telemetry::MemorySink>(), "test"};
    telemetry::Metrics metrics;
    Router router{log, metrics};
    async::Loops loops{1};
    std::unique_ptr<Server> server;
};

TEST_F(ClientTlsTest, SpeaksHttp2WithAServerItTrusts) {
    Client client{trusting()};
    const auto answered = async::run(client.send(request("127.0.0.1", "hello")));
    ASSERT_TRUE(answered) << answered.error().note();
    EXPECT_EQ(answered->content, "hello");
    std::vector<std::string_view> names;
    for (std::size_t i = 0; i < answered->headers.size(); ++i) names.push_back(answered->headers.name(i));
    EXPECT_THAT(names, ::testing::Contains("content-type"));  // HTTP/2 has lower-case names alone
}

TEST_F(ClientTlsTest, RefusesAServerItDoesNotTrust) {
    Client client{ClientOptions{}};
    const auto refused = async::run(client.send(request("127.0.0.1", "hello")));
    EXPECT_EQ(refused.error(), core::Error{core::unavailable});
    EXPECT_THAT(refused.error().note(), ::testing::HasSubstr("certificate"));
}

TEST_F(ClientTlsTest, RefusesACertificateForAnotherName) {
    Client client{trusting()};
    const auto refused = async::run(client.send(request("localhost", "hello")));
    EXPECT_EQ(refused.error(), core::Error{core::unavailable});
    EXPECT_THAT(refused.error().note(), ::testing::HasSubstr("certificate"));
}

Task<Result<void>> count_echo(Client& client, ClientRequest request, std::size_t& fine) {
    const auto content = request.content;
    auto answered = co_await client.send(std::move(request));
    if (answered && answered->content == content) ++fine;
    co_return Result<void>{};
}

Task<void> send_beside(Client& client, std::vector<ClientRequest> requests, std::size_t& fine) {
    auto loop = co_await async::this_loop();
    async::Scope scope{loop};
    for (auto& request : requests) scope.spawn(count_echo(client, std::move(request), fine));
    auto joined = co_await scope.join();
    EXPECT_TRUE(joined);
}

TEST_F(ClientTlsTest, SendsManyOverOneConnection) {
    constexpr std::size_t count = 300;
    Client client{trusting()};
    std::vector<ClientRequest> requests;
    for (std::size_t i = 0; i < count; ++i) requests.push_back(request("127.0.0.1", std::string(i * 10, 'x')));
    std::size_t fine = 0;
    async::run(send_beside(client, std::move(requests), fine));
    EXPECT_EQ(fine, count);
    EXPECT_THAT(metrics.render(),
                ::testing::HasSubstr(R"(instante_http_connections_accepted_total{protocol="http2",server="http"} 1)"));
}

}  // namespace
}  // namespace instante::http
