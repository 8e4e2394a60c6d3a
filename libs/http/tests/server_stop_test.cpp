// The end of a server: what is in hand is finished, nothing is lost that a client could not know of.
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "http2_client.hpp"

namespace instante::http {
namespace {

using namespace testing;

TEST(ServerStop, FinishesTheRequestInHandAndSaysThatItCloses) {
    TestServer server;
    RawClient client{server.port()};
    client.send(get("/held"));
    server.turnstile.wait_for(1);
    server.begin_stop();
    server.wait_for_metric(R"(instante_http_connections{protocol="http1",server="test"})", 1);
    server.turnstile.release();
    EXPECT_EQ(client.receive().content, "held");
    EXPECT_TRUE(client.is_closed());
    server.wait_until_stopped();
}

TEST(ServerStop, ClosesWhatIsIdleAndTakesNoMore) {
    TestServer server;
    RawClient idle{server.port()};
    idle.send(get("/hello"));
    EXPECT_EQ(idle.receive().content, "hello");
    RawClient silent{server.port()};
    server.begin_stop();
    server.wait_until_stopped();
    EXPECT_TRUE(idle.is_closed());
    EXPECT_TRUE(silent.is_closed());
    RawClient late{server.port()};
    EXPECT_FALSE(late.send(get("/hello")));
}

TEST(ServerStop, TellsHttp2ClientsAndFinishesTheirStreams) {
    TestServer server;
    Http2Client client{server.port()};
    std::vector<std::int32_t> ids;
    for (int i = 0; i < 10; ++i) ids.push_back(client.request("GET", "/held"));
    client.flush();
    server.turnstile.wait_for(10);
    server.begin_stop();
    EXPECT_TRUE(client.wait_until([&] { return client.told_to_go() && client.last_accepted() == ids.back(); }));
    EXPECT_EQ(client.goaway(), NGHTTP2_NO_ERROR);
    server.turnstile.release();
    for (const auto id : ids) EXPECT_EQ(client.wait(id).content, "held");
    server.wait_until_stopped();
}

TEST(ServerStop, CutsOffWhatDoesNotEnd) {
    ServerOptions options;
    options.drain_limit = 50ms;
    TestServer server{options};
    RawClient held{server.port()};
    held.send(get("/held"));
    RawClient events{server.port()};
    events.send(get("/events"));
    Http2Client client{server.port()};
    client.request("GET", "/held");
    client.request("GET", "/events");
    client.open("POST", "/echo");
    client.flush();
    RawClient uploading{server.port()};
    uploading.send("POST /echo HTTP/1.1\r\nHost: test\r\nContent-Length: 10\r\n\r\nhalf");
    RawClient not_reading{server.port()};
    not_reading.send(get("/pieces?count=1000&size=100000"));
    server.turnstile.wait_for(4);
    server.begin_stop();
    server.wait_until_stopped();
    server.turnstile.wait_for_cancelled(4);
    EXPECT_TRUE(held.is_closed());
}

TEST(ServerStop, MayComeBeforeAnythingHasHappened) {
    TestServer server;
    server.begin_stop();
    server.wait_until_stopped();
}

/// Clients that ask as fast as they can until they are told to go. What they lose would be lost in production too.
struct Load {
    std::atomic<std::size_t> answered{0};
    std::atomic<std::size_t> lost{0};

    void ask_http1(std::uint16_t port) {
        RawClient client{port};
        for (;;) {
            if (!client.send(get("/bytes?n=2000"))) break;
            const auto response = client.receive();
            if (response.content.size() != 2000) break;
            ++answered;
            if (response.header("Connection") == "close") return;
        }
        ++lost;
    }

    void ask_http2(std::uint16_t port) {
        Http2Client client{port};
        std::vector<std::int32_t> ids;
        while (!client.told_to_go() && client.flush()) {
            ids.clear();
            for (int i = 0; i < 10; ++i)
                ids.push_back(client.request(i == 0 ? "POST" : "GET", i == 0 ? "/echo" : "/bytes?n=2000", {},
                                             i == 0 ? std::string(2000, 'x') : ""));
            for (const auto id : ids) client.wait(id);
            for (const auto id : ids) note(client, id);
        }
    }

    void note(Http2Client& client, std::int32_t id) {
        const auto& response = client.response(id);
        if (response.ended && response.content.size() == 2000) {
            ++answered;
        } else if (!client.told_to_go() || id <= client.last_accepted()) {
            ++lost;  // beyond the last accepted it is the client's to ask again, elsewhere
        }
    }
};

TEST(ServerStop, LosesNothingUnderLoad) {
    TestServer server;
    Load load;
    std::vector<std::thread> clients;
    for (int i = 0; i < 12; ++i) {
        clients.emplace_back([&] { load.ask_http1(server.port()); });
        clients.emplace_back([&] { load.ask_http2(server.port()); });
    }
    while (load.answered < 2'000 && load.lost == 0) std::this_thread::yield();
    server.begin_stop();
    server.wait_until_stopped();
    for (auto& client : clients) client.join();
    EXPECT_EQ(load.lost, 0u);
    EXPECT_GE(load.answered, 2'000u);
    EXPECT_EQ(server.metric(R"(instante_http_connections{protocol="http1",server="test"})"), 0);
    EXPECT_EQ(server.metric(R"(instante_http_connections{protocol="http2",server="test"})"), 0);
}

TEST(ServerStop, SurvivesClientsThatComeGoAndBreakOffMeanwhile) {
    for (int round = 0; round < 5; ++round) {
        ServerOptions options;
        options.drain_limit = 100ms;
        TestServer server{options};
        std::atomic<std::size_t> turns{0};
        std::vector<std::thread> clients;
        for (int i = 0; i < 8; ++i) {
            clients.emplace_back([&, i] {
                for (int turn = i;; ++turn, ++turns) {
                    RawClient http1{server.port()};
                    if (http1.descriptor() < 0) return;  // it accepts no more
                    http1.send(get("/hello") + post("/echo", std::string(5'000, 'x')) + get("/events"));
                    if (turn % 3 == 0) {
                        http1.reset();
                    } else {
                        http1.receive();  // at the server's pace
                    }
                    Http2Client http2{server.port()};
                    for (const auto* path : {"/hello", "/held", "/events", "/pieces?count=50&size=5000"})
                        http2.request("GET", path);
                    const auto upload = http2.open("POST", "/echo");
                    http2.more(upload, std::string(5'000, 'x'));
                    http2.flush();
                    if (turn % 2 == 0) http2.cancel(upload);
                    http2.flush();
                }
            });
        }
        while (turns < 50) std::this_thread::yield();
        server.begin_stop();
        server.wait_until_stopped();
        for (auto& client : clients) client.join();
    }
}

TEST(ServerLimits, ConnectionsBeyondTheirLimitAreClosedAtOnce) {
    ServerOptions options;
    options.connection_limit = 3;
    TestServer server{options};
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < 3; ++i) {
        clients.push_back(std::make_unique<RawClient>(server.port()));
        clients.back()->send(get("/hello"));
        EXPECT_EQ(clients.back()->receive().content, "hello");
    }
    RawClient fourth{server.port()};
    EXPECT_TRUE(fourth.is_closed());
    EXPECT_EQ(server.metric(R"(instante_http_connections_over_limit_total{server="test"})"), 1);
    clients.clear();
    server.wait_for_metric(R"(instante_http_connections{protocol="http1",server="test"})", 0);
    RawClient next{server.port()};
    next.send(get("/hello"));
    EXPECT_EQ(next.receive().content, "hello");
}

}  // namespace
}  // namespace instante::http
