#pragma once

#include <string>
#include <string_view>

namespace instante::s3 {

/// What `Content-MD5` says of `content` (RFC 1864): DeleteObjects is not done without.
std::string content_md5(std::string_view content);

}  // namespace instante::s3
