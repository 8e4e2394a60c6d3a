#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/time.hpp"
#include "http/message.hpp"
#include "s3/credentials.hpp"

namespace instante::s3 {

/// Names and values as they are, not encoded.
using Fields = std::vector<std::pair<std::string, std::string>>;

/// A request as it is signed.
struct Unsigned {
    http::Method method = http::Method::get;
    std::string host;
    std::string path;  ///< percent-encoded
    Fields query;
    Fields headers;  ///< to be sent and signed, names in lower case, without `host`
};

/// What the hash of a content says where the content is not signed.
inline constexpr std::string_view unsigned_payload = "UNSIGNED-PAYLOAD";

/// `query` in the order and encoding that SigV4 signs: it is to be sent like that, `a=` with nothing behind included.
std::string canonical_query(const Fields& query);

/// The fields to send: those of `request`, and with them the date, the content's hash (`content_hash`: hexadecimal SHA-256, or
/// `unsigned_payload`), the session's token and `authorization` (AWS Signature Version 4, for the service `s3`).
Fields sign(const Unsigned& request, const Credentials& credentials, std::string_view region, std::string_view content_hash,
            core::Timestamp now);

/// The query of a URL that stands for `request` by itself for `lifetime` (at most seven days), the content unsigned.
std::string presign(const Unsigned& request, const Credentials& credentials, std::string_view region,
                    std::chrono::seconds lifetime, core::Timestamp now);

}  // namespace instante::s3
