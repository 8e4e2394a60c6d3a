#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "http/message.hpp"

namespace instante::http {

/// A strong ETag of `content`, quoted (FNV or SHA-256, cut).
std::string etag_of(std::string_view content);

/// Whether `If-None-Match` names `etag` (RFC 9110 §13.1.2, weak comparison; `*` matches).
bool not_modified(const Request& request, std::string_view etag);

/// `response` with `ETag`, or 304 without content when the client has it already.
Response conditional(const Request& request, Response response);

/// One byte range of `Range: bytes=…` (RFC 9110 §14) over `size` bytes; several ranges count as none asked.
struct Range {
    std::uint64_t first = 0;
    std::uint64_t length = 0;
};
struct RangeAnswer {
    std::optional<Range> range;  ///< to be sent with 206
    bool unsatisfiable = false;  ///< 416
};
RangeAnswer range_of(const Request& request, std::uint64_t size, std::string_view etag);

}  // namespace instante::http
