// HTTP/1.1 requests, one after the other: what is read does not depend on how the bytes were cut into packets, and nothing that
// could smuggle a second request is let through.
#include <algorithm>
#include <string>

#include "core/fuzz/require.hpp"
#include "http/server/http1_head.hpp"
#include "http/server/http1_parser.hpp"

namespace instante::http::server {
namespace {

using fuzz::require;

void check(const Request& request) {
    require(request.path.starts_with('/') || request.path == "*", "a path is absolute, or *");
    std::size_t hosts = 0;
    for (std::size_t i = 0; i < request.headers.size(); ++i) {
        hosts += same_name(request.headers.name(i), "Host");
        require(request.headers.value(i).find_first_of(std::string_view{"\r\n\0", 3}) == std::string_view::npos,
                "a field is one line");
    }
    require(hosts <= 1, "there is one host");
    require(!request.headers.has("Content-Length") || !request.headers.has("Transfer-Encoding"), "content has one end");
}

/// Everything about the requests in `bytes`, which arrive `step` at a time, as text.
std::string read_all(std::string_view bytes, std::size_t step) {
    std::string told;
    std::size_t begin = 0;
    while (begin < bytes.size()) {
        std::size_t arrived = begin;
        std::size_t searched = 0;
        std::size_t head = 0;
        while (head == 0 && arrived < bytes.size()) {
            arrived = std::min(arrived + step, bytes.size());
            head = end_of_head(bytes.substr(begin, arrived - begin), searched);
            searched = arrived - begin;
        }
        if (head == 0) return told + "no head";
        int refusal = refuse_head(bytes.substr(begin, head));
        Http1Parser parser;
        if (refusal == 0) refusal = parser.read_head(bytes.substr(begin, head));
        if (refusal != 0) return told + std::to_string(refusal);
        check(parser.request);
        told.append(to_string(parser.request.method)).append(parser.request.path).append("?").append(parser.request.query);
        told.append("@").append(parser.request.authority).append(std::to_string(parser.request.headers.size())).append(":");
        begin += head;
        bool failed = false;
        for (arrived = std::max(arrived, begin); !parser.is_whole(); arrived = std::min(arrived + step, bytes.size())) {
            std::string piece;
            begin += parser.read_content(bytes.substr(begin, arrived - begin), piece, failed);
            told += piece;
            if (failed) return told + "bad chunk";
            if (arrived == bytes.size() && piece.empty() && !parser.is_whole()) return told + "cut off";
        }
        told += '\n';
    }
    return told;
}

}  // namespace
}  // namespace instante::http::server

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    FuzzedDataProvider input{data, size};
    const auto step = input.ConsumeIntegralInRange<std::size_t>(1, 64);
    const auto bytes = input.ConsumeRemainingBytesAsString();
    using namespace instante;
    fuzz::require(http::server::read_all(bytes, bytes.size() + 1) == http::server::read_all(bytes, step),
                  "cutting changes nothing");
    return 0;
}
