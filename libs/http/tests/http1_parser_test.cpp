#include "http/server/http1_parser.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace instante::http::server {
namespace {

/// The content of a request whose `chunks` arrive `step` bytes at a time; what was not whole in the end says so.
std::string content_of(std::string_view chunks, std::size_t step) {
    Http1Parser parser;
    EXPECT_EQ(parser.read_head("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"), 0);
    std::string content;
    bool failed = false;
    std::size_t begin = 0;
    for (std::size_t arrived = std::min(step, chunks.size()); !parser.is_whole() && !failed; arrived += step) {
        const auto end = std::min(arrived, chunks.size());
        std::string piece;
        begin += parser.read_content(chunks.substr(begin, end - begin), piece, failed);
        content += piece;
        if (end == chunks.size() && piece.empty()) break;
    }
    return parser.is_whole() ? content : content + " and no end";
}

TEST(Http1Parser, ReadsChunksHoweverTheyAreCut) {
    for (const std::string_view chunks :
         {"5\r\nhello\r\n1;x=y\r\n0\r\n0\r\nX-Sum: 1\r\n\r\n", "0\r\n\r\n", "00000\r\n\r\n", "0;a=b\r\nX: y\r\n\r\n"}) {
        const auto whole = content_of(chunks, chunks.size());
        EXPECT_EQ(whole, chunks.front() == '5' ? "hello0" : "");
        for (std::size_t step = 1; step < chunks.size(); ++step) EXPECT_EQ(content_of(chunks, step), whole) << chunks << step;
    }
}

}  // namespace
}  // namespace instante::http::server
