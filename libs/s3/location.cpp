#include "s3/location.hpp"

#include <cstdlib>
#include <optional>
#include <utility>

#include "core/text.hpp"
#include "http/uri.hpp"
#include "s3/errors.hpp"

namespace instante::s3 {
namespace {

constexpr std::string_view scheme = "s3://";

struct Endpoint {
    std::string scheme;
    std::string authority;
    std::string path;
};

/// A port that the scheme has anyway is not sent in the Host field, and so not signed.
std::string without_own_port(std::string authority, std::string_view scheme_name) {
    const std::string_view own = scheme_name == "https" ? ":443" : ":80";
    if (authority.ends_with(own)) authority.resize(authority.size() - own.size());
    return authority;
}

std::optional<Endpoint> parse_endpoint(std::string_view url) {
    const auto end = url.find("://");
    if (end == std::string_view::npos) return std::nullopt;
    Endpoint endpoint{core::to_lower_ascii(url.substr(0, end)), {}, {}};
    if (endpoint.scheme != "http" && endpoint.scheme != "https") return std::nullopt;
    url.remove_prefix(end + 3);
    const auto slash = url.find('/');
    endpoint.authority = without_own_port(core::to_lower_ascii(url.substr(0, slash)), endpoint.scheme);
    if (slash != std::string_view::npos) endpoint.path = url.substr(slash);
    while (endpoint.path.ends_with('/')) endpoint.path.pop_back();
    if (endpoint.authority.empty()) return std::nullopt;
    return endpoint;
}

std::string region_of(std::string_view query, const Environment& environment) {
    if (auto region = http::find_in_query(query, "region")) return *region;
    for (const auto* variable : {"AWS_REGION", "AWS_DEFAULT_REGION"})
        if (auto region = environment(variable); !region.empty()) return region;
    return "us-east-1";
}

}  // namespace

std::string process_environment(const char* variable) {
    const auto* value = std::getenv(variable);
    return value != nullptr ? value : std::string{};
}

std::string uri_encode(std::string_view text, bool keep_slash) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string encoded;
    encoded.reserve(text.size());
    for (const char c : text) {
        const bool stays = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
                           c == '_' || c == '~' || (keep_slash && c == '/');
        if (stays) {
            encoded += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        encoded += '%';
        encoded += digits[byte >> 4U];
        encoded += digits[byte & 15U];
    }
    return encoded;
}

std::string Location::path_of(std::string_view key) const {
    if (key.empty()) return root.empty() ? "/" : root;
    return root + '/' + uri_encode(key, true);
}

Result<Location> parse_location(std::string_view url, const Environment& environment) {
    if (!url.starts_with(scheme)) return core::Error{bad_bucket, "it is s3://BUCKET?endpoint=…&region=…"};
    url.remove_prefix(scheme.size());
    const auto mark = url.find('?');
    const auto query = mark == std::string_view::npos ? std::string_view{} : url.substr(mark + 1);
    Location location;
    location.bucket = url.substr(0, url.find_first_of("/?"));
    location.region = region_of(query, environment);
    const auto given = http::find_in_query(query, "endpoint");
    const auto endpoint = parse_endpoint(given.value_or("https://s3." + location.region + ".amazonaws.com"));
    if (location.bucket.empty() || !endpoint) return core::Error{bad_bucket, "it is s3://BUCKET?endpoint=…&region=…"};
    const bool has_dot = location.bucket.find('.') != std::string::npos;
    const auto style = http::find_in_query(query, "style").value_or(given || has_dot ? "path" : "virtual");
    if (style != "path" && style != "virtual") return core::Error{bad_bucket, "\"style\" is path or virtual"};
    location.is_virtual_host = style == "virtual";
    location.host = (location.is_virtual_host ? location.bucket + '.' : std::string{}) + endpoint->authority;
    location.origin = endpoint->scheme + "://" + location.host;
    location.root = endpoint->path + (location.is_virtual_host ? std::string{} : '/' + location.bucket);
    return location;
}

}  // namespace instante::s3
