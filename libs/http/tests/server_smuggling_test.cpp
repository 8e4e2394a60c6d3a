// Requests whose ends two readers could see in different places (RFC 9112 §11.2). Each stands before a hidden one: what is
// refused must end the connection before the hidden one is read, what is taken must be read to the end that we state, and no
// further.
#include <gtest/gtest.h>

#include "server_support.hpp"

namespace instante::http {
namespace {

using namespace testing;

const std::string hidden = get("/hello");

struct Trick {
    const char* name;
    std::string request;
    int status = 400;
};

std::string name_of(const ::testing::TestParamInfo<Trick>& info) {
    return info.param.name;
}

class Smuggling : public ::testing::TestWithParam<Trick> {};

TEST_P(Smuggling, IsRefusedAndWhatIsHiddenIsNotRead) {
    TestServer server;
    RawClient client{server.port()};
    client.send(GetParam().request + hidden);
    const auto all = client.receive_all();
    ASSERT_TRUE(all.starts_with("HTTP/1.1 " + std::to_string(GetParam().status) + " ")) << all;
    EXPECT_EQ(all.find("HTTP/1.1", 1), std::string::npos) << "one answer: " << all;
    EXPECT_NE(all.find("Connection: close"), std::string::npos);
}

std::string posted(std::string_view fields, std::string_view content) {
    return std::string{"POST /echo HTTP/1.1\r\nHost: a\r\n"}.append(fields).append("\r\n").append(content);
}

const std::string no_chunks{"0\r\n\r\n"};

const std::vector<Trick> content_tricks{
    {"LengthThenCoding", posted("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", no_chunks)},
    {"CodingThenLength", posted("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", no_chunks)},
    {"LengthAndACodingWeDoNotKnow", posted("Content-Length: 5\r\nTransfer-Encoding: x\r\n", "hello")},
    {"CodingAndLengthOf10",
     "POST /echo HTTP/1.0\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n" + no_chunks},
    {"TwoLengths", posted("Content-Length: 0\r\nContent-Length: 5\r\n", "hello")},
    {"ALengthTwice", posted("Content-Length: 5\r\nContent-Length: 5\r\n", "hello")},
    {"AListOfOneLength", posted("Content-Length: 5,5\r\n", "hello")},
    {"AHexadecimalLength", posted("Content-Length: 0x5\r\n", "hello")},
    {"ALengthWithABlank", posted("Content-Length: 5 5\r\n", "hello")},
    {"ALengthWithAFraction", posted("Content-Length: 5.0\r\n", "hello")},
    {"ABlankBeforeTheColonOfTheCoding", posted("Transfer-Encoding : chunked\r\n", no_chunks)},
    {"ATabBeforeTheColonOfTheLength", posted("Content-Length\t: 5\r\n", "hello")},
    {"AFoldedCoding", posted("Transfer-Encoding:\r\n chunked\r\n", no_chunks)},
    {"AFoldedLength", posted("X-A: b\r\n\tContent-Length: 5\r\n", "hello")},
    {"ACodingBehindABareLineFeed", posted("X-A: b\nTransfer-Encoding: chunked\r\n", no_chunks)},
    {"ACodingBehindABareCarriageReturn", posted("X-A: b\rTransfer-Encoding: chunked\r\n", no_chunks)},
    {"ALengthBehindANull", posted(std::string_view{"X-A: b\0Content-Length: 5\r\n", 26}, "hello")},
    {"ACodingWithAVerticalTab",
     posted("Transfer-Encoding: \x0b"
            "chunked\r\n",
            no_chunks),
     400},
    {"AQuotedCoding", posted("Transfer-Encoding: \"chunked\"\r\n", no_chunks), 501},
    {"ACodingWithAParameter", posted("Transfer-Encoding: chunked;q=1\r\n", no_chunks), 501},
    {"ChunkedBeforeIdentity", posted("Transfer-Encoding: chunked, identity\r\n", no_chunks), 501},
    {"Identity", posted("Transfer-Encoding: identity\r\nContent-Length: 5\r\n", "hello"), 501},
    {"TwoCodingFields", posted("Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n", no_chunks), 501},
    {"AnEmptyCoding", posted("Transfer-Encoding:\r\n", no_chunks), 501},
};

const std::vector<Trick> line_tricks{
    {"LineFeedsAlone", "GET /hello HTTP/1.1\nHost: a\n\n"},
    {"ABareLineFeedInTheRequestLine", "GET /hello HTTP/1.1\nHost: a\r\n\r\n"},
    {"ABareLineFeedAtTheEnd", "GET /hello HTTP/1.1\r\nHost: a\r\n\n"},
    {"ACarriageReturnTooMany", "GET /hello HTTP/1.1\r\r\nHost: a\r\n\r\n"},
    {"ABracketInAFieldName", "GET /hello HTTP/1.1\r\nHost: a\r\nX(A): b\r\n\r\n"},
    {"AByteOfNoCharacterInAFieldName", "GET /hello HTTP/1.1\r\nHost: a\r\nX\xffY: b\r\n\r\n"},
    {"AControlCharacterInAField", "GET /hello HTTP/1.1\r\nHost: a\r\nX-A: b\x01\r\n\r\n"},
    {"AbsoluteWithoutAHost", "GET http:///hello HTTP/1.1\r\nHost: a\r\n\r\n"},
    {"AbsoluteWithAUser", "GET http://me@a/hello HTTP/1.1\r\nHost: a\r\n\r\n"},
    {"AbsoluteOfAnotherScheme", "GET ftp://a/hello HTTP/1.1\r\nHost: a\r\n\r\n"},
    {"AbsoluteWithTwoHosts", "GET http://a/hello HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"},
    {"AbsoluteWithNoHostField", "GET http://a/hello HTTP/1.1\r\n\r\n"},
    {"AHostOfTwo", "GET /hello HTTP/1.1\r\nHost: a, b\r\n\r\n"},
    {"AHostWithABlank", "GET /hello HTTP/1.1\r\nHost: a b\r\n\r\n"},
    {"AVersionOfOneDigit", "GET /hello HTTP/1\r\nHost: a\r\n\r\n", 505},
};

TEST(Unanswered, WhatIsNotHttpIsNotAnsweredAtAll) {
    TestServer server;
    for (const std::string line :
         {"GET\t/hello\tHTTP/1.1\r\n", "GET /hello http/1.1\r\n", "GET /hello\r\n", "\x16\x03\x01\x02\r\n"}) {
        RawClient client{server.port()};
        client.send(line + "Host: a\r\n\r\n" + hidden);
        EXPECT_EQ(client.receive_all(), "") << line;
    }
}

std::string in_chunks(std::string_view chunks) {
    return posted("Transfer-Encoding: chunked\r\n", chunks);
}

const std::vector<Trick> chunk_tricks{
    {"ABlankBeforeTheSize", in_chunks(" 3\r\nabc\r\n0\r\n\r\n")},
    {"APrefixedSize", in_chunks("0x3\r\nabc\r\n0\r\n\r\n")},
    {"ASignedSize", in_chunks("+3\r\nabc\r\n0\r\n\r\n")},
    {"AnEmptySize", in_chunks("\r\nabc\r\n0\r\n\r\n")},
    {"ASizeThatOverflows", in_chunks("ffffffffffffffffff\r\nabc\r\n0\r\n\r\n")},
    {"ABareLineFeedInAnExtension", in_chunks("3;a\nb\r\nabc\r\n0\r\n\r\n")},
    {"ABareCarriageReturnInAnExtension", in_chunks("3;a\rb\r\nabc\r\n0\r\n\r\n")},
    {"MoreThanTheSize", in_chunks("3\r\nabcX\r\n0\r\n\r\n")},
    {"ALineFeedAfterThePiece", in_chunks("3\r\nabc\n0\r\n\r\n")},
    {"ALineFeedAfterTheLastSize", in_chunks("3\r\nabc\r\n0\n\r\n")},
    {"ALengthInATrailer", in_chunks("3\r\nabc\r\n0\r\nContent-Length: 50\r\nTransfer-Encoding: chunked\r\n\r\n")},
    {"ABareLineFeedInATrailer", in_chunks("0\r\nX-A: b\nX-C: d\r\n\r\n")},
};

INSTANTIATE_TEST_SUITE_P(Content, Smuggling, ::testing::ValuesIn(content_tricks), name_of);
INSTANTIATE_TEST_SUITE_P(Lines, Smuggling, ::testing::ValuesIn(line_tricks), name_of);
INSTANTIATE_TEST_SUITE_P(Chunks, Smuggling, ::testing::ValuesIn(chunk_tricks), name_of);

class Framing : public ::testing::TestWithParam<Trick> {};

TEST_P(Framing, IsTakenToItsStatedEndAndTheNextRequestIsTheNext) {
    TestServer server;
    RawClient client{server.port()};
    client.send(GetParam().request + get("/hello", "Connection: close\r\n"));
    EXPECT_EQ(client.receive().status, GetParam().status);
    EXPECT_EQ(client.receive().content, "hello");
    EXPECT_TRUE(client.is_closed());
}

const std::vector<Trick> taken{
    {"ContentOfAGet", "GET /bytes?n=2 HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello", 200},
    {"ContentThatIsARequest", posted("Content-Length: " + std::to_string(hidden.size()) + "\r\n", hidden), 200},
    {"AChunkThatIsARequest", in_chunks(chunked(hidden, hidden.size())), 200},
    {"ACodingBehindATab", posted("Transfer-Encoding:\tchunked\r\n", no_chunks), 200},
    {"ACodingInCapitals", posted("TRANSFER-ENCODING: CHUNKED\r\n", no_chunks), 200},
    {"AnUnderscoreIsAnotherField", posted("Transfer_Encoding: chunked\r\nContent-Length: 5\r\n", "hello"), 200},
    {"AFoldedTrailerThatNobodyUses", in_chunks("0\r\nX-A: b\r\n c\r\n\r\n"), 200},
    {"AnExtension", in_chunks("3;a=\"b;c\"\r\nabc\r\n0;d\r\n\r\n"), 200},
    {"LeadingZeros", posted("Content-Length: 0005\r\n", "hello"), 200},
};

INSTANTIATE_TEST_SUITE_P(Taken, Framing, ::testing::ValuesIn(taken), name_of);

}  // namespace
}  // namespace instante::http
