#pragma once

#include <string>
#include <string_view>

#include "core/error.hpp"
#include "s3/environment.hpp"

namespace instante::s3 {

/// Where a bucket is, and how it is spoken to.
struct Location {
    std::string bucket;
    std::string region;
    std::string origin;  ///< `https://host[:port]`
    std::string host;    ///< `host[:port]`, as it stands in the Host field; with the bucket in front in virtual-host style
    std::string root;    ///< of all paths: `/bucket` in path style, empty in virtual-host style; a path of the endpoint before it
    bool is_virtual_host = false;

    /// The path of an object, or of the bucket where `key` is empty, percent-encoded as SigV4 wants it.
    [[nodiscard]] std::string path_of(std::string_view key) const;
};

/// Reads `s3://bucket?endpoint=URL&region=NAME&style=path|virtual`. Without an endpoint it is Amazon's of the region, in
/// virtual-host style; with one the style is `path`. Without a region: AWS_REGION, AWS_DEFAULT_REGION, `us-east-1`. A bucket with
/// a dot is no host under a wildcard certificate: `path`. Errors: `s3/bad-bucket`.
Result<Location> parse_location(std::string_view url, const Environment& environment);

/// RFC 3986 §2.3: everything but letters, digits and `-._~` percent-encoded, as SigV4 wants it; with `keep_slash` also `/` stays.
std::string uri_encode(std::string_view text, bool keep_slash);

}  // namespace instante::s3
