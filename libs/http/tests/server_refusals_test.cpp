// What is refused, and how: the limits, and the ways to smuggle a request past a proxy (RFC 9112 §11.2).
#include <gtest/gtest.h>

#include "server_support.hpp"

namespace instante::http {
namespace {

using namespace testing;

struct Refused {
    const char* name;
    std::string request;
    int status;
};

class ServerRefusals : public ::testing::TestWithParam<Refused> {};

TEST_P(ServerRefusals, AreProblemsAndEndTheConnection) {
    TestServer server;
    RawClient client{server.port()};
    client.send(GetParam().request + get("/hello"));
    const auto response = client.receive();
    EXPECT_EQ(response.status, GetParam().status);
    EXPECT_EQ(response.header("Content-Type"), "application/problem+json");
    EXPECT_EQ(response.header("Connection"), "close");
    EXPECT_NE(response.header("X-Request-Id"), "");
    EXPECT_TRUE(client.is_closed()) << "what followed must not be taken for a request";
}

std::string head(std::string_view fields, std::string_view line = "POST /echo HTTP/1.1") {
    return std::string{line}.append("\r\n").append(fields).append("\r\n");
}

std::string many_fields(int count) {
    std::string fields{"Host: test\r\n"};
    for (int i = 1; i < count; ++i) fields += "X-Field-" + std::to_string(i) + ": v\r\n";
    return fields;
}

const std::vector<Refused> refused{
    {"LengthAndChunked", head("Host: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n") + "0\r\n\r\n", 400},
    {"ChunkedAndLength", head("Host: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n") + "0\r\n\r\n", 400},
    {"TwoLengths", head("Host: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n") + "hello", 400},
    {"TheSameLengthTwice", head("Host: a\r\nContent-Length: 5\r\nContent-Length: 5\r\n") + "hello", 400},
    {"AListOfLengths", head("Host: a\r\nContent-Length: 5, 5\r\n") + "hello", 400},
    {"ANegativeLength", head("Host: a\r\nContent-Length: -5\r\n") + "hello", 400},
    {"ASignedLength", head("Host: a\r\nContent-Length: +5\r\n") + "hello", 400},
    {"AnEmptyLength", head("Host: a\r\nContent-Length: \r\n") + "hello", 400},
    {"AHugeLength", head("Host: a\r\nContent-Length: 18446744073709551621\r\n") + "hello", 400},
    {"AnotherCoding", head("Host: a\r\nTransfer-Encoding: gzip, chunked\r\n") + "0\r\n\r\n", 501},
    {"ChunkedTwice", head("Host: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n") + "0\r\n\r\n", 400},
    {"AnUnknownCoding", head("Host: a\r\nTransfer-Encoding: xchunked\r\n") + "0\r\n\r\n", 501},
    {"ChunkedIn10", head("Host: a\r\nTransfer-Encoding: chunked\r\n", "POST /echo HTTP/1.0") + "0\r\n\r\n", 400},
    {"AFoldedLine", head("Host: a\r\nX-A: b\r\n c\r\n"), 400},
    {"AFoldedFirstLine", head(" Host: a\r\n"), 400},
    {"ABareLineFeed", "GET /hello HTTP/1.1\r\nHost: a\nX-A: b\r\n\r\n", 400},
    {"ABareCarriageReturn", head("Host: a\r\nX-A: b\rc\r\n"), 400},
    {"ANullByte", head(std::string{"Host: a\r\nX-A: b\0c\r\n", 20}), 400},
    {"ABlankBeforeTheColon", head("Host: a\r\nContent-Length : 5\r\n") + "hello", 400},
    {"AFieldWithoutAName", head("Host: a\r\n: b\r\n"), 400},
    {"AFieldWithoutAColon", head("Host: a\r\nnonsense\r\n"), 400},
    {"NoHost", head("X-A: b\r\n"), 400},
    {"TwoHosts", head("Host: a\r\nHost: a\r\n"), 400},
    {"AHostWithAPath", head("Host: a/b\r\n"), 400},
    {"AHostWithAUser", head("Host: a@b\r\n"), 400},
    {"ABlankInTheTarget", head("Host: a\r\n", "GET /a b HTTP/1.1"), 505},
    {"ATargetWithoutASlash", head("Host: a\r\n", "GET hello HTTP/1.1"), 400},
    {"AFragment", head("Host: a\r\n", "GET /hello#there HTTP/1.1"), 400},
    {"AStarForGet", head("Host: a\r\n", "GET * HTTP/1.1"), 400},
    {"Connect", head("Host: a\r\n", "CONNECT a:80 HTTP/1.1"), 501},
    {"Http2InTheWrongPlace", head("Host: a\r\n", "GET / HTTP/2.0"), 505},
    {"Http09WithAVersion", head("Host: a\r\n", "GET / HTTP/0.9"), 505},
    {"AnotherExpectation", head("Host: a\r\nExpect: the worst\r\nContent-Length: 5\r\n") + "hello", 417},
    {"AnAddressTooLong", head("Host: a\r\n", "GET /" + std::string(9'000, 'a') + " HTTP/1.1"), 414},
    {"AnAddressMuchTooLong", head("Host: a\r\n", "GET /" + std::string(30'000, 'a') + " HTTP/1.1"), 414},
    {"AHeaderTooLarge", head("Host: a\r\nX-A: " + std::string(20'000, 'a') + "\r\n"), 431},
    {"TooManyFields", head(many_fields(101)), 431},
    {"ALengthOverTheLimit", head("Host: a\r\nContent-Length: 1001\r\n", "POST /small HTTP/1.1"), 413},
    {"ALengthOverTheLimitHeldBack", head("Host: a\r\nExpect: 100-continue\r\nContent-Length: 1001\r\n", "POST /small HTTP/1.1"),
     413},
};

INSTANTIATE_TEST_SUITE_P(Table, ServerRefusals, ::testing::ValuesIn(refused), [](const auto& info) { return info.param.name; });

TEST(ServerLimits, TakeWhatIsJustWithinThem) {
    TestServer server;
    RawClient client{server.port()};
    client.send(get("/hello?" + std::string(8'000, 'a')));
    EXPECT_EQ(client.receive().status, 200);
    client.send("GET /hello HTTP/1.1\r\n" + many_fields(100) + "\r\n");
    EXPECT_EQ(client.receive().status, 200);
    client.send(get("/hello", "X-A: " + std::string(16'000, 'a') + "\r\n"));
    EXPECT_EQ(client.receive().status, 200);
    client.send(post("/small", std::string(1000, 'x')));
    EXPECT_EQ(client.receive().status, 200);
}

struct BadChunks {
    const char* name;
    std::string chunks;
    int status;
};

class ServerChunks : public ::testing::TestWithParam<BadChunks> {};

TEST_P(ServerChunks, AreRefusedAndEndTheConnection) {
    TestServer server;
    RawClient client{server.port()};
    client.send("POST /small HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n" + GetParam().chunks + get("/hello"));
    const auto response = client.receive();
    EXPECT_EQ(response.status, GetParam().status);
    EXPECT_EQ(response.header("Content-Type"), "application/problem+json");
    EXPECT_EQ(response.header("Connection"), "close");
    EXPECT_TRUE(client.is_closed());
}

const std::vector<BadChunks> bad_chunks{
    {"ASizeThatIsNone", "xyz\r\nabc\r\n0\r\n\r\n", 400},
    {"ANegativeSize", "-1\r\nabc\r\n0\r\n\r\n", 400},
    {"ASizeBeyond64Bits", "10000000000000003\r\nabc\r\n0\r\n\r\n", 400},
    {"ALongerPieceThanSaid", "3\r\nabcd\r\n0\r\n\r\n", 400},
    {"ABareLineFeed", "3\nabc\r\n0\r\n\r\n", 400},
    {"ABareLineFeedAfterThePiece", "3\r\nabc\n0\r\n\r\n", 400},
    {"AnExtensionOfTenThousandBytes", "3;a=" + std::string(100'000, 'b'), 400},
    {"TooMuch", chunked(std::string(1001, 'x'), 100), 413},
};

INSTANTIATE_TEST_SUITE_P(Table, ServerChunks, ::testing::ValuesIn(bad_chunks), [](const auto& info) { return info.param.name; });

TEST(ServerRefusal, IsNotSentToWhatIsNotHttp) {
    TestServer server;
    RawClient client{server.port()};
    client.send(std::string_view{"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 15});
    EXPECT_EQ(client.receive_all(), "");
}

TEST(ServerRefusal, IsCountedByKind) {
    TestServer server;
    RawClient client{server.port()};
    client.send(head("X-A: b\r\n"));
    EXPECT_EQ(client.receive().status, 400);
    EXPECT_EQ(server.metric(R"(instante_http_protocol_errors_total{kind="malformed",server="test"})"), 1);
}

TEST(ServerLimits, TraceAndUnknownMethodsAreTheRoutersBusiness) {
    TestServer server;
    RawClient client{server.port()};
    for (const auto* method : {"TRACE", "BREW"}) {
        client.send(std::string{method} + " /hello HTTP/1.1\r\nHost: test\r\n\r\n");
        const auto response = client.receive();
        EXPECT_EQ(response.status, 405);
        EXPECT_EQ(response.header("Allow"), "GET, HEAD, OPTIONS");
    }
}

}  // namespace
}  // namespace instante::http
