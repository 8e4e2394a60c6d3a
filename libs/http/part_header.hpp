#pragma once

#include <string_view>

#include "core/error.hpp"
#include "http/multipart.hpp"

namespace instante::http {

/// Reads the header lines of one part (RFC 7578 §4): `lines` is what stands between its delimiter and the empty line. Errors:
/// `malformed`.
Result<PartHeader> parse_part_header(std::string_view lines);

}  // namespace instante::http
