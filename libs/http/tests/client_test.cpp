#include "http/client.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <netinet/in.h>
#include <optional>

#include "async/run.hpp"
#include "async/scope.hpp"
#include "http/public_address.hpp"
#include "http/tests/neighbour.hpp"

namespace instante::http {
namespace {

using ::testing::HasSubstr;
using testing::Neighbour;
using ::testing::Not;

std::string response(std::string_view content, std::string_view headers = "") {
    return std::string{"HTTP/1.1 200 OK\r\n"}.append(headers) + "Content-Length: " + std::to_string(content.size()) + "\r\n\r\n" +
           std::string{content};
}

std::string answer(const std::string& request) {
    if (request.find(" /closed ") != std::string::npos) return {};
    if (request.find(" /slow ") != std::string::npos) return std::string{Neighbour::silence};
    if (request.find(" /huge ") != std::string::npos) return response(std::string(5000, 'x'));
    if (request.find(" /many-headers ") != std::string::npos) {
        return response("", "X-Filler: " + std::string(50'000, 'x') + "\r\nX-Filler: " + std::string(50'000, 'x') + "\r\n");
    }
    if (request.find(" /cut ") != std::string::npos)
        return "HTTP/1.1 200 OK\r\nContent-Length: 10\r\nConnection: close\r\n\r\nabc";
    if (request.find(" /moved ") != std::string::npos) return "HTTP/1.1 302 Found\r\nLocation: /ok\r\nContent-Length: 0\r\n\r\n";
    if (request.find(" /hints ") != std::string::npos) {
        return "HTTP/1.1 103 Early Hints\r\nX-Hint: 1\r\n\r\n" + response("late", "X-Late: 1\r\n");
    }
    return response(request, "X-Answer:  yes \r\n");
}

class ClientTest : public ::testing::Test {
protected:
    Result<ClientResponse> send(ClientRequest request) { return async::run(client.send(std::move(request))); }
    Result<ClientResponse> get(std::string_view path) {
        return send({.method = Method::get, .url = neighbour.url(path), .headers = {}, .content = {}});
    }

    Neighbour neighbour{answer};
    Client client{{.response_limit = 4000, .ca_file = {}}};
};

TEST_F(ClientTest, GivesTheAnswer) {
    const auto answered = get("/ok");
    ASSERT_TRUE(answered);
    EXPECT_EQ(answered->status, 200);
    EXPECT_EQ(answered->headers.find("x-answer"), "yes");
    EXPECT_THAT(answered->content, HasSubstr("GET /ok HTTP/1.1\r\n"));
}

TEST_F(ClientTest, SendsHeadersAndContentAndNothingUnasked) {
    const auto answered = send({.method = Method::put,
                                .url = neighbour.url("/ok"),
                                .headers = {{"TTL", "60"}, {"X-Empty", ""}},
                                .content = std::string{"a\0b", 3}});
    ASSERT_TRUE(answered);
    EXPECT_THAT(answered->content, HasSubstr("PUT /ok HTTP/1.1\r\n"));
    EXPECT_THAT(answered->content, HasSubstr("TTL: 60\r\n"));
    EXPECT_THAT(answered->content, HasSubstr("X-Empty:\r\n"));
    EXPECT_THAT(answered->content, HasSubstr(std::string{"\r\n\r\na\0b", 7}));
    EXPECT_THAT(answered->content, Not(HasSubstr("Expect")));
    EXPECT_THAT(answered->content, Not(HasSubstr("Content-Type")));
}

TEST_F(ClientTest, SendsAPartOfWhatOthersHoldToo) {
    const auto whole = std::make_shared<const std::string>("one two three");
    ClientRequest request;
    request.method = Method::put;
    request.url = neighbour.url("/ok");
    request.shared = {whole, std::string_view{*whole}.substr(4, 3)};
    for (int i = 0; i < 2; ++i) EXPECT_THAT(send(request)->content, HasSubstr("Content-Length: 3\r\n\r\ntwo"));
    request.shared.part = {};
    EXPECT_THAT(send(request)->content, HasSubstr("Content-Length: 0\r\n\r\n"));
}

TEST_F(ClientTest, SendsEveryMethod) {
    for (const auto method : {Method::post, Method::patch, Method::delete_, Method::options}) {
        const auto answered =
            send({.method = method, .url = neighbour.url("/ok"), .headers = {{"Content-Type", "text/plain"}}, .content = {}});
        ASSERT_TRUE(answered);
        EXPECT_THAT(answered->content, HasSubstr(std::string{to_string(method)} + " /ok HTTP/1.1\r\n"));
    }
    EXPECT_EQ(send({.method = Method::head, .url = neighbour.url("/huge"), .headers = {}, .content = {}})
                  ->headers.find("Content-Length"),
              "5000");
}

TEST_F(ClientTest, KeepsItsConnection) {
    for (int i = 0; i < 5; ++i) ASSERT_TRUE(get("/ok"));
    EXPECT_EQ(neighbour.connections(), 1u);
}

TEST_F(ClientTest, DoesNotFollowRedirects) {
    const auto answered = get("/moved");
    EXPECT_EQ(answered->status, 302);
    EXPECT_EQ(answered->headers.find("Location"), "/ok");
}

TEST_F(ClientTest, TakesTheHeadersOfTheFinalAnswer) {
    const auto answered = get("/hints");
    EXPECT_EQ(answered->content, "late");
    EXPECT_TRUE(answered->headers.has("X-Late"));
    EXPECT_FALSE(answered->headers.has("X-Hint"));
}

TEST_F(ClientTest, SaysUnknownWhereAnAnswerIsCut) {
    for (const auto* path : {"/closed", "/cut"}) EXPECT_EQ(get(path).error(), core::Error{core::timed_out}) << path;
}

TEST(Client, SaysUnknownWhereAnAnswerIsLate) {
    const Neighbour neighbour{answer};
    Client client{{.deadline = std::chrono::milliseconds{200}, .ca_file = {}}};
    const auto late =
        async::run(client.send({.method = Method::get, .url = neighbour.url("/slow"), .headers = {}, .content = {}}));
    EXPECT_EQ(late.error(), core::Error{core::timed_out});
}

TEST_F(ClientTest, RefusesAnAnswerBeyondItsLimit) {
    for (const auto* path : {"/huge", "/many-headers"}) EXPECT_EQ(get(path).error(), core::Error{core::unavailable}) << path;
}

TEST_F(ClientTest, SaysUnavailableWhereNobodyListens) {
    std::string url;
    {
        const Neighbour gone{answer};
        url = gone.url("/ok");
    }
    EXPECT_EQ(send({.method = Method::get, .url = url, .headers = {}, .content = {}}).error(), core::Error{core::unavailable});
}

TEST(Client, SaysUnavailableWhereNoConnectionComesAboutInTime) {
    const Neighbour neighbour{answer};  // it waits for a request, not for a handshake
    Client client{{.connect_deadline = std::chrono::milliseconds{200}, .ca_file = {}}};
    const auto url = "https" + neighbour.url("/ok").substr(4);
    const auto refused = async::run(client.send({.method = Method::get, .url = url, .headers = {}, .content = {}}));
    EXPECT_EQ(refused.error(), core::Error{core::unavailable});
}

TEST_F(ClientTest, RefusesWhatIsNoUrlOfTheWeb) {
    for (const auto* url : {"", "http://", "file:///etc/passwd", "gopher://127.0.0.1/"}) {
        EXPECT_EQ(send({.method = Method::get, .url = url, .headers = {}, .content = {}}).error(), core::Error{core::malformed})
            << url;
    }
}

TEST(Client, OpensNoConnectionToOurOwnNetworkForStrangers) {
    const Neighbour neighbour{answer};
    Client client{{.ca_file = {}, .public_only = true}};
    const auto refused =
        async::run(client.send({.method = Method::get, .url = neighbour.url("/ok"), .headers = {}, .content = {}}));
    EXPECT_EQ(refused.error(), core::Error{core::unavailable});
    EXPECT_EQ(neighbour.connections(), 0u);
}

Task<Result<void>> send_into(Client& client, std::string url, std::vector<Result<ClientResponse>>& outcomes) {
    ClientRequest request;
    request.url = std::move(url);
    auto outcome = co_await client.send(std::move(request));
    outcomes.push_back(std::move(outcome));
    co_return Result<void>{};
}

Task<void> send_many(Client& client, std::string url, std::size_t count, std::vector<Result<ClientResponse>>& outcomes) {
    auto loop = co_await async::this_loop();
    async::Scope scope{loop};
    for (std::size_t i = 0; i < count; ++i) scope.spawn(send_into(client, url, outcomes));
    auto joined = co_await scope.join();
    EXPECT_TRUE(joined);
}

TEST(Client, AnswersManyWithFewConnections) {
    const Neighbour neighbour{answer};
    Client client{{.in_flight = 20, .connections_per_host = 4, .ca_file = {}}};
    std::vector<Result<ClientResponse>> outcomes;
    async::run(send_many(client, neighbour.url("/ok"), 200, outcomes));
    ASSERT_EQ(outcomes.size(), 200u);
    for (const auto& outcome : outcomes) EXPECT_TRUE(outcome);
    EXPECT_LE(neighbour.connections(), 4u);
}

TEST(Client, BoundsItsQueue) {
    const Neighbour neighbour{answer};
    Client client{{.in_flight = 1, .queue_limit = 0, .ca_file = {}}};
    const auto refused =
        async::run(client.send({.method = Method::get, .url = neighbour.url("/ok"), .headers = {}, .content = {}}));
    EXPECT_EQ(refused.error(), core::Error{core::overloaded});
}

constexpr std::chrono::milliseconds one_moment{1};

Task<void> until_reached(const Neighbour& neighbour) {
    while (neighbour.requests() == 0) co_await async::sleep(one_moment);
}

Task<void> send_and_cancel(Client& client, const Neighbour& neighbour, std::vector<Result<ClientResponse>>& outcomes) {
    auto loop = co_await async::this_loop();
    async::Scope scope{loop};
    scope.spawn(send_into(client, neighbour.url("/slow"), outcomes));
    co_await until_reached(neighbour);
    scope.cancel();
    co_await scope.join();
}

TEST(Client, LetsACancelledWaitGoAndWorksOn) {
    const Neighbour neighbour{answer};
    Client client{{.connections_per_host = 2, .ca_file = {}}};
    std::vector<Result<ClientResponse>> outcomes;
    async::run(send_and_cancel(client, neighbour, outcomes));
    EXPECT_TRUE(outcomes.empty());
    async::run(send_into(client, neighbour.url("/ok"), outcomes));
    EXPECT_TRUE(outcomes.at(0));
}

Task<Result<void>> destroy_when_reached(std::optional<Client>& client, const Neighbour& neighbour) {
    co_await until_reached(neighbour);
    client.reset();
    co_return Result<void>{};
}

Task<void> send_and_destroy(std::optional<Client>& client, const Neighbour& neighbour,
                            std::vector<Result<ClientResponse>>& outcomes) {
    auto loop = co_await async::this_loop();
    async::Scope scope{loop};
    for (int i = 0; i < 3; ++i) scope.spawn(send_into(*client, neighbour.url("/slow"), outcomes));
    scope.spawn(destroy_when_reached(client, neighbour));
    auto joined = co_await scope.join();
    EXPECT_TRUE(joined);
}

TEST(Client, AnswersEveryWaiterWhenItIsDestroyed) {
    const Neighbour neighbour{answer};
    std::optional<Client> client;
    client.emplace(ClientOptions{.in_flight = 2, .ca_file = {}});
    std::vector<Result<ClientResponse>> outcomes;
    async::run(send_and_destroy(client, neighbour, outcomes));
    ASSERT_EQ(outcomes.size(), 3u);
    for (const auto& outcome : outcomes) EXPECT_EQ(outcome.error(), core::Error{core::unavailable});
}

TEST(IsPublicAddress, RefusesWhatIsNotOfThePublicInternet) {
    const auto is_public = [](const char* text) {
        sockaddr_in6 six{};
        six.sin6_family = AF_INET6;
        if (inet_pton(AF_INET6, text, &six.sin6_addr) == 1) return is_public_address(reinterpret_cast<const sockaddr&>(six));
        sockaddr_in four{};
        four.sin_family = AF_INET;
        EXPECT_EQ(inet_pton(AF_INET, text, &four.sin_addr), 1);
        return is_public_address(reinterpret_cast<const sockaddr&>(four));
    };
    for (const auto* yes :
         {"8.8.8.8", "172.15.0.1", "172.32.0.1", "100.128.0.1", "2606:4700::1", "::ffff:8.8.8.8", "64:ff9b::808:808"}) {
        EXPECT_TRUE(is_public(yes)) << yes;
    }
    for (const auto* no : {"0.0.0.0",
                           "10.1.2.3",
                           "100.64.0.1",
                           "127.0.0.1",
                           "169.254.169.254",
                           "172.16.0.1",
                           "172.31.255.255",
                           "192.168.0.1",
                           "198.19.0.1",
                           "224.0.0.1",
                           "255.255.255.255",
                           "::",
                           "::1",
                           "fe80::1",
                           "fc00::1",
                           "ff02::1",
                           "::ffff:127.0.0.1",
                           "64:ff9b::7f00:1",
                           "2002:7f00:1::",
                           "2001::1",
                           "2001:db8::1"}) {
        EXPECT_FALSE(is_public(no)) << no;
    }
}

}  // namespace
}  // namespace instante::http
