#include "http/server/target.hpp"

#include <algorithm>

namespace instante::http::server {
namespace {

bool is_printable(std::string_view text) {
    return std::ranges::all_of(text, [](unsigned char c) { return c > ' ' && c != 0x7f; });
}

/// The length of `http://` or `https://` at the start of `target`; 0: neither.
std::size_t scheme_length(std::string_view target) {
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (same_name(target.substr(0, scheme.size()), scheme)) return scheme.size();
    }
    return 0;
}

}  // namespace

bool is_authority(std::string_view text) {
    return is_printable(text) && text.find_first_of("/?#@\\,<>\"") == std::string_view::npos;
}

bool read_target(std::string_view target, Request& request) {
    if (target.empty() || !is_printable(target) || target.find('#') != std::string_view::npos) return false;
    if (target == "*") {
        request.path = "*";
        return request.method == Method::options;
    }
    if (target.front() != '/') {
        const auto scheme = scheme_length(target);
        if (scheme == 0) return false;
        const auto end = std::min(target.find_first_of("/?", scheme), target.size());
        const auto authority = target.substr(scheme, end - scheme);
        if (authority.empty() || !is_authority(authority)) return false;
        request.authority = authority;
        target.remove_prefix(end);
    }
    const auto question = target.find('?');
    request.path = target.substr(0, question);
    if (request.path.empty()) request.path = "/";
    if (question != std::string_view::npos) request.query = target.substr(question + 1);
    return true;
}

}  // namespace instante::http::server
