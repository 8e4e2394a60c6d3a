#include <gtest/gtest.h>

#include "http2_client.hpp"

namespace instante::http {
namespace {

using namespace testing;

TEST(ServerHttp2, AnswersManyStreamsAtOnce) {
    TestServer server;
    Http2Client client{server.port()};
    std::vector<std::int32_t> ids;
    for (int i = 0; i < 100; ++i) ids.push_back(client.request("GET", "/bytes?n=" + std::to_string(i * 997)));
    for (std::size_t i = 0; i < ids.size(); ++i) {
        const auto& response = client.wait(ids[i]);
        EXPECT_EQ(response.status, 200);
        EXPECT_EQ(response.content, std::string(i * 997, 'b'));
        EXPECT_EQ(response.header("content-length"), std::to_string(i * 997));
        EXPECT_NE(response.header("date"), "");
    }
    EXPECT_EQ(server.metric(R"(instante_http_connections_accepted_total{protocol="http2",server="test"})"), 1);
}

TEST(ServerHttp2, TakesAndSendsBigContentBesideSmall) {
    TestServer server;
    Http2Client client{server.port()};
    const std::string big(8 << 20, 'e');
    const auto echo = client.request("POST", "/echo", {}, big);
    const auto other = client.request("POST", "/echo", {}, big);
    const auto small = client.request("GET", "/hello");
    EXPECT_EQ(client.wait(small).content, "hello");
    EXPECT_EQ(client.wait(echo).content, big);
    EXPECT_EQ(client.wait(other).content, big);
}

TEST(ServerHttp2, SendsNoMoreThanTheWindowAllows) {
    TestServer server;
    Http2Client client{server.port(), {.window = 1000, .grow_windows = false}};
    const auto stuck = client.request("GET", "/bytes?n=5000");
    client.wait_until([&] { return client.response(stuck).content.size() == 1000; });
    const auto small = client.request("GET", "/hello");
    EXPECT_EQ(client.wait(small).content, "hello");  // what waits holds up nobody
    EXPECT_EQ(client.response(stuck).content.size(), 1000u);
    EXPECT_FALSE(client.response(stuck).closed);
}

TEST(ServerHttp2, ReceivesNoMoreThanTheHandlerReads) {
    TestServer server;
    Http2Client client{server.port()};
    const auto held = client.open("POST", "/held");  // 405: nobody reads
    client.finish(held);
    client.wait(held);
    const auto id = client.open("GET", "/held");
    client.more(id, std::string(3 << 20, 'x'));
    client.flush();
    server.turnstile.wait_for(1);
    const auto hello = client.request("GET", "/hello");
    EXPECT_EQ(client.wait(hello).content, "hello");
    client.cancel(id);
    client.flush();
    server.turnstile.wait_for_cancelled(1);
    const auto echo = client.request("POST", "/echo", {}, std::string(6 << 20, 'y'));  // the connection's window is whole again
    EXPECT_EQ(client.wait(echo).content.size(), std::size_t{6} << 20);
}

TEST(ServerHttp2, StreamsWithAndWithoutALength) {
    TestServer server;
    Http2Client client{server.port()};
    const auto without = client.request("GET", "/pieces?count=20&size=70000");
    const auto with = client.request("GET", "/pieces?count=20&size=70000&length=1");
    const auto none = client.request("GET", "/pieces?count=0&size=0");
    EXPECT_EQ(client.wait(without).content, std::string(20 * 70'000, 'p'));
    EXPECT_EQ(client.wait(with).content, std::string(20 * 70'000, 'p'));
    EXPECT_EQ(client.wait(with).header("content-length"), "1400000");
    EXPECT_TRUE(client.wait(none).ended);
}

TEST(ServerHttp2, SendsTheFirstPieceOfAStreamBeforeThereIsASecond) {
    TestServer server;
    Http2Client client{server.port()};
    const auto events = client.request("GET", "/events");
    EXPECT_TRUE(client.wait_until([&] { return client.response(events).content == "first"; }));
    server.turnstile.wait_for(1);
    server.turnstile.release();
    EXPECT_TRUE(client.wait(events).ended);
}

TEST(ServerHttp2, ResetsAStreamThatFails) {
    TestServer server;
    Http2Client client{server.port()};
    for (const auto* path : {"/broken", "/broken?length=100"}) {
        const auto& response = client.wait(client.request("GET", path));
        EXPECT_FALSE(response.ended);
        EXPECT_EQ(response.reset, NGHTTP2_INTERNAL_ERROR);
    }
    EXPECT_EQ(client.wait(client.request("GET", "/hello")).content, "hello");
}

TEST(ServerHttp2, AnswersHeadAnd204WithoutContent) {
    TestServer server;
    Http2Client client{server.port()};
    const auto& head = client.wait(client.request("HEAD", "/bytes?n=1234"));
    EXPECT_EQ(head.header("content-length"), "1234");
    EXPECT_EQ(head.content, "");
    const auto& empty = client.wait(client.request("GET", "/empty"));
    EXPECT_EQ(empty.status, 204);
    EXPECT_EQ(empty.header("content-length"), "");
}

TEST(ServerHttp2, AsksForContentThatIsHeldBack) {
    TestServer server;
    Http2Client client{server.port()};
    const auto id = client.open("POST", "/echo", {{"expect", "100-continue"}});
    EXPECT_TRUE(client.wait_until([&] { return client.response(id).status == 100; }));
    client.more(id, "after");
    client.finish(id);
    EXPECT_EQ(client.wait(id).content, "after");
}

TEST(ServerHttp2, CancelsTheHandlerOfAStreamThatIsReset) {
    TestServer server;
    Http2Client client{server.port()};
    const auto held = client.request("GET", "/held");
    const auto events = client.request("GET", "/events");
    client.flush();
    server.turnstile.wait_for(2);
    client.cancel(held);
    client.cancel(events);
    client.flush();
    server.turnstile.wait_for_cancelled(2);
    EXPECT_EQ(client.wait(client.request("GET", "/hello")).content, "hello");
}

TEST(ServerHttp2, CancelsAllHandlersWhenTheClientGoes) {
    TestServer server;
    {
        Http2Client client{server.port()};
        for (int i = 0; i < 10; ++i) client.request("GET", i % 2 == 0 ? "/held" : "/events");
        client.flush();
        server.turnstile.wait_for(10);
    }
    server.turnstile.wait_for_cancelled(10);
    server.wait_for_metric(R"(instante_http_connections{protocol="http2",server="test"})", 0);
}

TEST(ServerHttp2, RefusesWhatIsOverTheLimits) {
    TestServer server;
    Http2Client client{server.port()};
    EXPECT_EQ(client.wait(client.request("GET", "/" + std::string(9'000, 'a'))).status, 414);
    EXPECT_EQ(client.wait(client.request("GET", "/hello", {{"x-a", std::string(17'000, 'a')}})).status, 431);
    Http2Client::Fields many;
    for (int i = 0; i < 101; ++i) many.emplace_back("x-field-" + std::to_string(i), "v");
    EXPECT_EQ(client.wait(client.request("GET", "/hello", many)).status, 431);
    EXPECT_EQ(client.wait(client.request("POST", "/small", {{"content-length", "1001"}}, std::string(1001, 'x'))).status, 413);
    EXPECT_EQ(client.wait(client.request("POST", "/small", {}, std::string(1001, 'x'))).status, 413);
    EXPECT_EQ(client.wait(client.request("POST", "/small", {}, std::string(1000, 'x'))).status, 200);
    EXPECT_EQ(client.wait(client.request("GET", "/hello#there")).status, 400);
}

TEST(ServerHttp2, TellsTheClientToStopSendingWhatNobodyReads) {
    TestServer server;
    Http2Client client{server.port()};
    const auto id = client.request("POST", "/ignore", {}, std::string(20 << 20, 'x'));
    const auto& response = client.wait(id);
    EXPECT_EQ(response.content, "ignored");
    EXPECT_TRUE(response.ended);
    EXPECT_EQ(response.reset, NGHTTP2_NO_ERROR);
    EXPECT_EQ(client.wait(client.request("GET", "/hello")).content, "hello");
}

TEST(ServerHttp2, TakesALittleContentThatNobodyReadsToItsEnd) {
    TestServer server;
    Http2Client client{server.port()};
    const auto& response = client.wait(client.request("POST", "/ignore", {}, std::string(5 << 20, 'x')));
    EXPECT_EQ(response.content, "ignored");
    EXPECT_EQ(response.reset, NGHTTP2_NO_ERROR);
    EXPECT_EQ(client.wait(client.request("POST", "/echo", {}, std::string(5 << 20, 'y'))).content.size(), std::size_t{5} << 20);
}

TEST(ServerHttp2, RefusesStreamsOverTheirLimit) {
    ServerOptions options;
    options.stream_limit = 5;
    TestServer server{options};
    Http2Client client{server.port()};
    EXPECT_EQ(client.wait(client.request("GET", "/hello")).content, "hello");  // the settings have come
    std::vector<std::int32_t> ids;
    for (int i = 0; i < 12; ++i) ids.push_back(client.request("GET", "/held"));
    client.flush();
    server.turnstile.wait_for(5);
    server.turnstile.release();
    for (const auto id : ids) EXPECT_EQ(client.wait(id).content, "held");  // the client's side waits for its turn
}

/// A frame by hand.
std::string frame(std::uint8_t type, std::uint8_t flags, std::uint32_t stream, std::string_view payload) {
    std::string bytes;
    for (const int shift : {16, 8, 0}) bytes.push_back(static_cast<char>(payload.size() >> shift));
    bytes.push_back(static_cast<char>(type));
    bytes.push_back(static_cast<char>(flags));
    for (const int shift : {24, 16, 8, 0}) bytes.push_back(static_cast<char>(stream >> shift));
    return bytes.append(payload);
}

/// `:method GET`, `:scheme http`, `:path /`, all from the static table, and an `:authority`.
const std::string get_root{"\x82\x86\x84\x41\x04test", 9};

TEST(ServerHttp2, EndsAConnectionThatOpensAStreamBelowTheNewest) {
    TestServer server;
    Http2Client client{server.port()};
    client.send_raw(frame(NGHTTP2_HEADERS, 5, 5, get_root) + frame(NGHTTP2_HEADERS, 5, 3, get_root));
    EXPECT_TRUE(client.wait_until([&] { return client.told_to_go(); }));
    EXPECT_EQ(client.goaway(), NGHTTP2_PROTOCOL_ERROR);
}

/// Whether the server ends the connection, whatever it says before.
bool is_ended(Http2Client& client) {
    client.wait_until([] { return false; });
    return client.wire().is_closed();
}

TEST(ServerHttp2, EndsAConnectionThatOpensAndResetsWithoutEnd) {
    TestServer server;
    Http2Client client{server.port()};
    std::string flood;
    for (std::uint32_t id = 1; id < 4001; id += 2)
        flood += frame(NGHTTP2_HEADERS, 5, id, get_root) + frame(NGHTTP2_RST_STREAM, 0, id, std::string_view{"\0\0\0\x08", 4});
    client.send_raw(flood);
    EXPECT_TRUE(is_ended(client));
}

TEST(ServerHttp2, EndsAConnectionThatMakesUsResetWithoutEnd) {
    TestServer server;
    Http2Client client{server.port()};
    std::string flood;  // a window update of zero is an error of its stream, and ours to reset
    for (std::uint32_t id = 1; id < 4001; id += 2)
        flood += frame(NGHTTP2_HEADERS, 5, id, get_root) + frame(NGHTTP2_WINDOW_UPDATE, 0, id, std::string_view{"\0\0\0\0", 4});
    client.send_raw(flood);
    EXPECT_TRUE(is_ended(client));
}

TEST(ServerHttp2, EndsAConnectionWhoseHeaderNeverEnds) {
    TestServer server;
    Http2Client client{server.port()};
    client.send_raw(frame(NGHTTP2_HEADERS, 1, 1, get_root));
    const auto more = frame(NGHTTP2_CONTINUATION, 0, 1,
                            std::string_view{"\x40\x01"
                                             "a\x01"
                                             "b",
                                             5});
    std::string flood;
    for (int i = 0; i < 1000; ++i) flood += more;
    client.send_raw(flood);
    EXPECT_TRUE(is_ended(client));
}

TEST(ServerHttp2, EndsAConnectionThatFloodsItWithPingsAndDoesNotRead) {
    TestServer server;
    Http2Client client{server.port()};
    client.flush();
    std::string pings;
    for (int i = 0; i < 10'000; ++i) pings += frame(NGHTTP2_PING, 0, 0, "12345678");
    bool taken = true;
    for (int i = 0; i < 500 && taken; ++i) taken = client.wire().send(pings);
    EXPECT_FALSE(taken);
    RawClient other{server.port()};
    other.send(get("/hello"));
    EXPECT_EQ(other.receive().content, "hello");
}

}  // namespace
}  // namespace instante::http
