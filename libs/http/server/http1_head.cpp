#include "http/server/http1_head.hpp"

#include <algorithm>

#include "http/server/limits.hpp"

namespace instante::http::server {
namespace {

constexpr std::string_view blank_line{"\r\n\r\n"};
constexpr std::size_t longest_method_and_version = 64;

}  // namespace

std::size_t end_of_head(std::string_view bytes, std::size_t from) {
    const auto overlap = std::min(from, blank_line.size() - 1);
    const auto end = bytes.find(blank_line, from - overlap);
    return end == std::string_view::npos ? 0 : end + blank_line.size();
}

int too_much_head(std::string_view bytes, std::size_t header_limit) {
    const auto line = std::min(bytes.find('\n'), bytes.size());
    if (line > uri_limit + longest_method_and_version) return 414;
    return bytes.size() > header_limit ? 431 : 0;
}

bool looks_like_http(std::string_view head) {
    return head.substr(0, head.find('\n')).find(" HTTP/") != std::string_view::npos;
}

int refuse_head(std::string_view head) {
    std::size_t lines = 0;
    for (std::size_t begin = 0; begin < head.size();) {
        const auto end = head.find('\n', begin);
        if (end == std::string_view::npos || end == begin || head[end - 1] != '\r') return 400;
        const auto line = head.substr(begin, end - 1 - begin);
        if (line.find('\r') != std::string_view::npos || line.find('\0') != std::string_view::npos) return 400;
        if (!line.empty() && (line.front() == ' ' || line.front() == '\t')) return 400;
        if (++lines > header_count_limit + 2) return 431;  // the request line and the blank one are none
        begin = end + 1;
    }
    return 0;
}

}  // namespace instante::http::server
