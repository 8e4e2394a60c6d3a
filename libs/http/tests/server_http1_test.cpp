#include <gtest/gtest.h>

#include "server_support.hpp"

namespace instante::http {
namespace {

using namespace testing;

TEST(ServerHttp1, AnswersRequestAfterRequestOnOneConnection) {
    TestServer server;
    RawClient client{server.port()};
    for (int i = 0; i < 3; ++i) {
        client.send(get("/hello"));
        const auto response = client.receive();
        EXPECT_EQ(response.status, 200);
        EXPECT_EQ(response.content, "hello");
        EXPECT_EQ(response.header("Content-Length"), "5");
        EXPECT_EQ(response.header("Connection"), "");
        EXPECT_TRUE(response.header("Date").ends_with("GMT"));
    }
    EXPECT_EQ(server.metric(R"(instante_http_connections_accepted_total{protocol="http1",server="test"})"), 1);
}

TEST(ServerHttp1, AnswersPipelinedRequestsInTheirOrder) {
    TestServer server;
    RawClient client{server.port()};
    std::string requests;
    for (int i = 1; i <= 20; ++i) requests += get("/bytes?n=" + std::to_string(i)) + post("/echo", std::string(i, 'e'));
    client.send(requests);
    for (std::size_t i = 1; i <= 20; ++i) {
        EXPECT_EQ(client.receive().content, std::string(i, 'b'));
        EXPECT_EQ(client.receive().content, std::string(i, 'e'));
    }
}

TEST(ServerHttp1, TakesARequestThatComesByteByByte) {
    TestServer server;
    RawClient client{server.port()};
    const auto request =
        std::string{"POST /echo HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n"} + chunked("hello, world", 5);
    for (const char byte : request + get("/hello")) ASSERT_TRUE(client.send({&byte, 1}));
    EXPECT_EQ(client.receive().content, "hello, world");
    EXPECT_EQ(client.receive().content, "hello");
}

TEST(ServerHttp1, ReadsChunksOfEverySizeWithExtensionsAndTrailers) {
    TestServer server;
    RawClient client{server.port()};
    const std::string content(200'000, 'c');
    for (const std::size_t size : {1'000u, 4'096u, 65'535u, 65'536u, 65'537u, 200'000u}) {
        client.send("POST /echo HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: Chunked\r\n\r\n" + chunked(content, size));
        EXPECT_EQ(client.receive().content, content) << size;
    }
    client.send(
        "POST /echo HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n3;name=\"value\"\r\nabc\r\n0\r\nX-Sum: "
        "1\r\n\r\n");
    EXPECT_EQ(client.receive().content, "abc");
    client.send(get("/hello"));
    EXPECT_EQ(client.receive().content, "hello");
}

TEST(ServerHttp1, AsksForContentThatIsHeldBack) {
    TestServer server;
    RawClient client{server.port()};
    client.send("POST /echo HTTP/1.1\r\nHost: test\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
    EXPECT_EQ(client.receive().status, 100);
    client.send("after");
    EXPECT_EQ(client.receive().content, "after");
    client.send(get("/hello"));
    EXPECT_EQ(client.receive().content, "hello");
}

TEST(ServerHttp1, DoesNotAskForContentThatNobodyReads) {
    TestServer server;
    RawClient client{server.port()};
    client.send("POST /ignore HTTP/1.1\r\nHost: test\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
    const auto response = client.receive();
    EXPECT_EQ(response.content, "ignored");
    EXPECT_EQ(response.header("Connection"), "close");  // whether the content still comes, nobody knows
    EXPECT_TRUE(client.is_closed());
}

TEST(ServerHttp1, GoesOnAfterContentThatNobodyRead) {
    TestServer server;
    RawClient client{server.port()};
    client.send(post("/ignore", std::string(60'000, 'x')) + get("/hello"));
    EXPECT_EQ(client.receive().content, "ignored");
    EXPECT_EQ(client.receive().content, "hello");
}

TEST(ServerHttp1, ShowsItsAnswerBeforeItClosesOnTooMuchUnreadContent) {
    TestServer server;
    RawClient client{server.port()};
    std::thread sender{[&] { client.send(post("/ignore", std::string(8 << 20, 'x'))); }};
    const auto response = client.receive();
    sender.join();
    EXPECT_EQ(response.content, "ignored");
    EXPECT_EQ(response.header("Connection"), "close");
}

TEST(ServerHttp1, AnswersHeadWithTheLengthAndWithoutContent) {
    TestServer server;
    RawClient client{server.port()};
    client.send("HEAD /bytes?n=1234 HTTP/1.1\r\nHost: test\r\n\r\n" + get("/hello"));
    EXPECT_EQ(client.receive(true).header("Content-Length"), "1234");
    EXPECT_EQ(client.receive().content, "hello");
    client.send("HEAD /pieces?count=3&size=10&length=1 HTTP/1.1\r\nHost: test\r\n\r\n" + get("/hello"));
    EXPECT_EQ(client.receive(true).header("Content-Length"), "30");
    EXPECT_EQ(client.receive().content, "hello");
}

TEST(ServerHttp1, SendsNoContentWith204) {
    TestServer server;
    RawClient client{server.port()};
    client.send(get("/empty") + get("/hello"));
    const auto response = client.receive();
    EXPECT_EQ(response.status, 204);
    EXPECT_EQ(response.header("Content-Length"), "");
    EXPECT_EQ(client.receive().content, "hello");
}

TEST(ServerHttp1, StreamsWithAndWithoutALength) {
    TestServer server;
    RawClient client{server.port()};
    for (const std::size_t size : {1u, 100u, 65'536u, 1'000'000u}) {
        const auto target = "/pieces?count=5&size=" + std::to_string(size);
        client.send(get(target));
        auto response = client.receive();
        EXPECT_EQ(response.header("Transfer-Encoding"), "chunked");
        EXPECT_EQ(response.content, std::string(5 * size, 'p'));
        client.send(get(target + "&length=1"));
        response = client.receive();
        EXPECT_EQ(response.header("Content-Length"), std::to_string(5 * size));
        EXPECT_EQ(response.content, std::string(5 * size, 'p'));
    }
}

TEST(ServerHttp1, SendsAnEmptyStreamToo) {
    TestServer server;
    RawClient client{server.port()};
    client.send(get("/pieces?count=0&size=0") + get("/pieces?count=0&size=0&length=1") + get("/hello"));
    EXPECT_EQ(client.receive().status, 200);
    EXPECT_EQ(client.receive().status, 200);
    EXPECT_EQ(client.receive().content, "hello");
}

TEST(ServerHttp1, SendsTheFirstPieceOfAStreamBeforeThereIsASecond) {
    TestServer server;
    RawClient client{server.port()};
    client.send(get("/events"));
    server.turnstile.wait_for(1);
    server.turnstile.release();
    EXPECT_EQ(client.receive().content, "first");
}

TEST(ServerHttp1, CutsOffAStreamThatFails) {
    TestServer server;
    for (const auto* target : {"/broken", "/broken?length=100"}) {
        RawClient client{server.port()};
        client.send(get(target));
        EXPECT_TRUE(client.receive_all().find("\r\n0\r\n") == std::string::npos) << "its end would look whole";
    }
}

TEST(ServerHttp1, SpeaksHttp10) {
    TestServer server;
    RawClient client{server.port()};
    client.send("GET /pieces?count=3&size=4 HTTP/1.0\r\n\r\n");
    const auto response = client.receive();
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.header("Transfer-Encoding"), "");
    EXPECT_EQ(response.content, "pppppppppppp");
}

TEST(ServerHttp1, ClosesWhenTheClientAsks) {
    TestServer server;
    RawClient client{server.port()};
    client.send(get("/hello", "Connection: close\r\n"));
    const auto response = client.receive();
    EXPECT_EQ(response.header("Connection"), "close");
    EXPECT_TRUE(client.is_closed());
}

TEST(ServerHttp1, TakesTheAbsoluteFormAndItsAuthority) {
    TestServer server;
    RawClient client{server.port()};
    client.send("GET http://example.org:81/peer?a=b HTTP/1.1\r\nHost: other\r\n\r\n");
    EXPECT_EQ(client.receive().content, "127.0.0.1 clear example.org:81");
}

TEST(ServerHttp1, IgnoresAnOfferToUpgrade) {
    TestServer server;
    RawClient client{server.port()};
    client.send(
        get("/hello", "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA\r\n"));
    EXPECT_EQ(client.receive().content, "hello");
}

TEST(ServerHttp1, AnswersAHandlersExceptionAndGoesOn) {
    TestServer server;
    RawClient client{server.port()};
    client.send(get("/throws") + get("/hello"));
    const auto response = client.receive();
    EXPECT_EQ(response.status, 500);
    EXPECT_EQ(response.header("Content-Type"), "application/problem+json");
    EXPECT_EQ(response.content.find("a bug"), std::string::npos);
    EXPECT_EQ(client.receive().content, "hello");
}

TEST(ServerHttp1, SurvivesClientsThatGoAtAnyMoment) {
    TestServer server;
    const auto request = post("/echo", std::string(1000, 'x')) + get("/pieces?count=1000&size=10000");
    for (std::size_t size = 0; size < request.size(); size += 61) {
        RawClient client{server.port()};
        client.send(request.substr(0, size));
        if (size % 2 == 0) client.reset();
    }
    RawClient client{server.port()};
    client.send(get("/hello"));
    EXPECT_EQ(client.receive().content, "hello");
}

TEST(ServerHttp1, CancelsAHandlerWhoseClientIsGone) {
    TestServer server;
    RawClient held{server.port()};
    held.send(get("/held"));
    RawClient listening{server.port()};
    listening.send(get("/events"));
    server.turnstile.wait_for(2);
    held.reset();
    listening.stop_sending();  // who listens to events and hangs up politely is gone too
    server.turnstile.wait_for_cancelled(2);
}

}  // namespace
}  // namespace instante::http
