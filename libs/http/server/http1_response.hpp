#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "http/message.hpp"

namespace instante::http::server {

/// How the content of a response is told on HTTP/1.1 (RFC 9112 §6.3).
struct Framing {
    bool chunked = false;
    std::optional<std::uint64_t> length;  ///< for `Content-Length`
    bool has_content = true;              ///< false: HEAD, 204, 304
    bool close = false;                   ///< `Connection: close`
};

/// How to frame `response` to a request of `method`. The old HTTP/1.0 knows no chunks: its content ends with the connection.
Framing frame(const Response& response, Method method, bool is_http11);

/// Appends status line and fields. Fields that frame the message are ours: those of the handler are left out, and line breaks in
/// values too.
void write_head(std::string& out, const Response& response, const Framing& framing, std::string_view date);

/// Whether a field of the handler's is left out: those that frame the message or belong to one connection (RFC 9110 §7.6.1).
bool is_framing_field(std::string_view name);

/// Whether a response of that status has no content (RFC 9110 §6.4.1).
bool has_no_content(int status);

/// `Content-Length` as the router tells it with the answer to HEAD.
std::optional<std::uint64_t> told_length(const Response& response);

}  // namespace instante::http::server
