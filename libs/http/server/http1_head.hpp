#pragma once

#include <cstddef>
#include <string_view>

namespace instante::http::server {

/// Where the header of the request in `bytes` ends, blank line included; 0: not yet there. Bytes before `from` are known to hold
/// no end.
std::size_t end_of_head(std::string_view bytes, std::size_t from);

/// Why a header that has not yet ended is already too much: 414 (its first line), 431, or 0.
int too_much_head(std::string_view bytes, std::size_t header_limit);

/// Whether the first line is that of an HTTP request at all: what is not (TLS, HTTP/2 gone wrong, noise) gets no answer.
bool looks_like_http(std::string_view head);

/// What Beast lets pass and we do not (RFC 9112 §2.2, §5.2: the ways to smuggle): bare CR or LF, NUL, folded lines, too many
/// fields. The status to refuse it with, or 0.
int refuse_head(std::string_view head);

}  // namespace instante::http::server
