#include "http/content_coding.hpp"

#include <gtest/gtest.h>
#include <zlib.h>

#include "http/testing/request.hpp"

namespace instante::http {
namespace {

std::string gunzip(std::string_view coded) {
    std::string text(4 * 1024 * 1024, '\0');
    z_stream stream{};
    EXPECT_EQ(inflateInit2(&stream, 15 + 16), Z_OK);
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(coded.data()));
    stream.avail_in = static_cast<uInt>(coded.size());
    stream.next_out = reinterpret_cast<Bytef*>(text.data());
    stream.avail_out = static_cast<uInt>(text.size());
    EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
    text.resize(stream.total_out);
    inflateEnd(&stream);
    return text;
}

TEST(AcceptsGzip, WeighsItAgainstContentAsItIs) {
    for (const auto* yes : {"gzip", "gzip, deflate, br", "x-gzip", "GZIP;q=0.5", "*", "*;q=0.1",
                            "br;q=1, gzip;q=0.8, identity;q=0.5", "gzip; q=0.001"}) {
        EXPECT_TRUE(accepts_gzip(yes)) << yes;
    }
    for (const auto* no : {"", "identity", "br", "gzip;q=0", "gzip;q=0.000", "*;q=0", "gzip;q=0, *", "gzip;q=0.5, identity",
                           "gzip;q=x", "gzipped"}) {
        EXPECT_FALSE(accepts_gzip(no)) << no;
    }
}

TEST(Gzip, GivesBackWhatItTook) {
    std::string mixed;
    for (unsigned i = 0; i < 300'000; ++i) mixed += static_cast<char>((i * 2654435761u) >> 24);
    for (const auto& content : {std::string{}, std::string(100'000, 'a'), mixed})
        EXPECT_EQ(gunzip(gzip(content).value()), content);
}

TEST(Compress, SaysItsCodingAndWeakensTheTag) {
    auto response = json(200, '[' + std::string(2000, ' ') + ']');
    response.headers.add("ETag", R"("x")");
    ASSERT_TRUE(is_compressible(response));
    compress(response, true);
    EXPECT_EQ(testing::header_of(response, "Content-Encoding"), "gzip");
    EXPECT_EQ(testing::header_of(response, "Vary"), "Accept-Encoding");
    EXPECT_EQ(testing::header_of(response, "ETag"), R"(W/"x")");
    EXPECT_EQ(gunzip(testing::content_of(response)).size(), 2002u);
}

TEST(Compress, VariesEvenWhereTheClientTakesNone) {
    auto response = json(200, std::string(2000, ' '));
    compress(response, false);
    EXPECT_EQ(testing::header_of(response, "Vary"), "Accept-Encoding");
    EXPECT_EQ(testing::content_of(response).size(), 2000u);
}

TEST(IsCompressible, HoldsForLargerJsonAlone) {
    EXPECT_FALSE(is_compressible(json(200, std::string(1024, ' '))));
    EXPECT_TRUE(is_compressible(json(200, std::string(1025, ' '))));
    EXPECT_TRUE(is_compressible(text(422, "application/problem+json", std::string(1025, ' '))));
    EXPECT_FALSE(is_compressible(text(200, "image/jpeg", std::string(1025, ' '))));
    auto stream = json(200, "");
    stream.content = Stream{};
    EXPECT_FALSE(is_compressible(stream));
}

}  // namespace
}  // namespace instante::http
