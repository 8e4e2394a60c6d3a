#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "http/message.hpp"

namespace instante::http {

/// Whether `Accept-Encoding` takes gzip no less gladly than content as it is (RFC 9110 §12.5.3).
bool accepts_gzip(std::string_view accept_encoding);

/// `content` in gzip (RFC 1952), at a level that suits answers made on the fly; nothing when zlib fails.
std::optional<std::string> gzip(std::string_view content);

/// Whether `response` is JSON worth compressing: 1 KiB to 1 MiB of it, not encoded yet.
bool is_compressible(const Response& response);

/// `response` with its content in gzip when `accepted`; with `Vary: Accept-Encoding` in any case.
void compress(Response& response, bool accepted);

}  // namespace instante::http
