// Clients that are slow or silent, and handlers that are. What is asserted is what happens, never when.
#include <gtest/gtest.h>

#include "http2_client.hpp"

namespace instante::http {
namespace {

using namespace testing;

/// Deadlines of 50 ms for one thing; the others are far away.
ServerOptions patient() {
    ServerOptions options;
    for (auto* deadline : {&options.header_deadline, &options.body_idle, &options.write_idle, &options.keep_alive})
        *deadline = 60s;
    return options;
}

TEST(ServerDeadlines, AHeaderThatDoesNotEndIsRefused) {
    auto options = patient();
    options.header_deadline = 50ms;
    TestServer server{options};
    RawClient client{server.port()};
    client.send("GET /hello HTTP/1.1\r\nHost: te");
    EXPECT_EQ(client.receive().status, 408);
    EXPECT_TRUE(client.is_closed());
}

TEST(ServerDeadlines, AHeaderThatDripsIsRefusedToo) {
    auto options = patient();
    options.header_deadline = 100ms;
    TestServer server{options};
    RawClient client{server.port()};
    client.send("GET /hello HTTP/1.1\r\nX-A: ");
    std::thread drip{[&] {
        while (client.send("a")) std::this_thread::sleep_for(5ms);
    }};
    EXPECT_EQ(client.receive().status, 408);
    client.receive_all();
    client.stop_sending();
    drip.join();
}

TEST(ServerDeadlines, AConnectionThatSaysNothingIsClosed) {
    auto options = patient();
    options.header_deadline = 50ms;
    TestServer server{options};
    RawClient client{server.port()};
    EXPECT_EQ(client.receive_all(), "");
    EXPECT_TRUE(client.is_closed());
}

TEST(ServerDeadlines, AnIdleConnectionIsClosed) {
    auto options = patient();
    options.keep_alive = 50ms;
    TestServer server{options};
    RawClient client{server.port()};
    client.send(get("/hello"));
    EXPECT_EQ(client.receive().content, "hello");
    EXPECT_TRUE(client.is_closed());
}

TEST(ServerDeadlines, AnIdleHttp2ConnectionIsToldToGo) {
    auto options = patient();
    options.keep_alive = 50ms;
    TestServer server{options};
    Http2Client client{server.port()};
    EXPECT_EQ(client.wait(client.request("GET", "/hello")).content, "hello");
    EXPECT_TRUE(client.wait_until([&] { return client.told_to_go(); }));
    EXPECT_EQ(client.goaway(), NGHTTP2_NO_ERROR);
}

TEST(ServerDeadlines, ContentThatStopsIsRefused) {
    auto options = patient();
    options.body_idle = 50ms;
    TestServer server{options};
    RawClient client{server.port()};
    client.send("POST /echo HTTP/1.1\r\nHost: test\r\nContent-Length: 10\r\n\r\nhalf");
    EXPECT_EQ(client.receive().status, 408);
    EXPECT_TRUE(client.is_closed());
    Http2Client http2{server.port()};
    const auto id = http2.open("POST", "/echo");
    http2.more(id, "half");
    EXPECT_EQ(http2.wait(id).status, 408);
    EXPECT_EQ(http2.wait(http2.request("GET", "/hello")).content, "hello");
}

TEST(ServerDeadlines, ContentThatDripsEndsWithItsRoutesDeadline) {
    TestServer server{patient()};
    RawClient client{server.port()};
    client.send("POST /hurry HTTP/1.1\r\nHost: test\r\nContent-Length: 100000\r\n\r\n");
    std::thread drip{[&] {
        while (client.send("a")) std::this_thread::sleep_for(5ms);
    }};
    EXPECT_EQ(client.receive().status, 503);
    client.receive_all();
    client.stop_sending();
    drip.join();
}

TEST(ServerDeadlines, ConnectionsThatSayNothingMakeRoomForOthers) {
    auto options = patient();
    options.header_deadline = 50ms;
    options.connection_limit = 20;
    TestServer server{options};
    std::vector<std::unique_ptr<RawClient>> silent;
    for (std::size_t i = 0; i < options.connection_limit; ++i) silent.push_back(std::make_unique<RawClient>(server.port()));
    for (auto& client : silent) EXPECT_TRUE(client->is_closed());
    RawClient client{server.port()};
    client.send(get("/hello"));
    EXPECT_EQ(client.receive().content, "hello");
}

TEST(ServerDeadlines, WhoIsHalfGoneGetsTheAnswerToWhatWasWhole) {
    TestServer server{patient()};
    RawClient whole{server.port()};
    whole.send(get("/hello"));
    whole.stop_sending();
    EXPECT_EQ(whole.receive().content, "hello");
    EXPECT_TRUE(whole.is_closed());
    for (const std::string half :
         {"GET /hello HTTP/1.1\r\nHo", "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf"}) {
        RawClient client{server.port()};
        client.send(half);
        client.stop_sending();
        EXPECT_FALSE(client.receive_all().starts_with("HTTP/1.1 2")) << half;
    }
    server.wait_for_metric(R"(instante_http_connections{protocol="http1",server="test"})", 0);
}

TEST(ServerDeadlines, AReaderThatDoesNotReadIsCutOff) {
    auto options = patient();
    options.write_idle = 50ms;
    TestServer server{options};
    RawClient client{server.port()};
    client.send(get("/pieces?count=1000&size=100000"));
    server.wait_for_metric(R"(instante_http_protocol_errors_total{kind="slow-reader",server="test"})", 1);
    EXPECT_LT(client.receive_all().size(), 100'000'000u);
}

TEST(ServerDeadlines, AWindowThatStaysShutIsReset) {
    auto options = patient();
    options.write_idle = 50ms;
    TestServer server{options};
    Http2Client client{server.port(), {.window = 1000, .grow_windows = false}};
    const auto plain = client.request("GET", "/bytes?n=5000");
    const auto stream = client.request("GET", "/pieces?count=5&size=1000");
    EXPECT_EQ(client.wait(plain).reset, NGHTTP2_CANCEL);
    EXPECT_EQ(client.wait(stream).reset, NGHTTP2_CANCEL);
    EXPECT_EQ(client.wait(client.request("GET", "/empty")).status, 204);
}

TEST(ServerDeadlines, AHandlerThatTakesTooLongIsCancelledAndTheClientTold) {
    TestServer server;
    RawClient client{server.port()};
    client.send(get("/deadline") + get("/hello"));
    const auto response = client.receive();
    EXPECT_EQ(response.status, 503);
    EXPECT_NE(response.content.find("/problems/timed-out"), std::string::npos);
    EXPECT_NE(response.header("Retry-After"), "");
    server.turnstile.wait_for_cancelled(1);
    EXPECT_EQ(client.receive().content, "hello");  // and the connection goes on

    Http2Client http2{server.port()};
    const auto id = http2.request("GET", "/deadline");
    EXPECT_EQ(http2.wait(id).status, 503);
    server.turnstile.wait_for_cancelled(2);
    EXPECT_EQ(http2.wait(http2.request("GET", "/hello")).content, "hello");
}

TEST(ServerDeadlines, EventsMayTakeAsLongAsTheyLike) {
    ServerOptions options;
    for (auto* deadline : {&options.header_deadline, &options.body_idle, &options.write_idle, &options.keep_alive})
        *deadline = 40ms;
    TestServer server{options};
    RawClient client{server.port()};
    client.send(get("/events"));
    Http2Client http2{server.port()};
    const auto id = http2.request("GET", "/events");
    http2.flush();
    server.turnstile.wait_for(2);
    RawClient idle{server.port()};
    EXPECT_TRUE(idle.is_closed());  // every deadline has passed since
    server.turnstile.release();
    EXPECT_EQ(client.receive().content, "first");
    EXPECT_EQ(http2.wait(id).content, "first");
}

}  // namespace
}  // namespace instante::http
