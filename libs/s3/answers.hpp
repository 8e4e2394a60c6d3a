#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "blob/blob.hpp"
#include "core/error.hpp"
#include "core/time.hpp"
#include "http/client.hpp"

namespace instante::s3 {

/// What S3 says when it does not do what it was asked.
struct Refusal {
    int status = 0;
    std::string code;    ///< `NoSuchKey`; empty where it says none, as to HEAD
    std::string region;  ///< where the bucket is, when it was looked for elsewhere
};
Refusal read_refusal(const http::ClientResponse& response);

/// A page of ListObjectsV2.
struct Page {
    std::vector<blob::Info> infos;
    std::string last;   ///< the last key named; empty when there is none
    std::string token;  ///< of the next page; empty at the end
};
/// Keys that are none of ours are left out. Errors: `malformed`.
Result<Page> read_page(std::string_view xml);

/// Errors: `malformed`.
Result<std::string> read_upload_id(std::string_view xml);

/// Whether the parts have become an object: S3 may say no with status 200.
bool is_completed(std::string_view xml);

/// What DeleteObjects is asked, and the first failure it answers: its code. Errors: `malformed`.
std::string render_deletion(const std::vector<std::string>& keys);
Result<std::optional<std::string>> read_deletion_failure(std::string_view xml);

/// What CompleteMultipartUpload is asked: the parts' ETags, in order.
std::string render_parts(const std::vector<std::string>& etags);

/// `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 §5.6.7).
std::optional<core::Timestamp> parse_http_date(std::string_view text);

}  // namespace instante::s3
