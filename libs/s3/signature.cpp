#include "s3/signature.hpp"

#include <algorithm>
#include <array>
#include <ctime>

#include "core/encoding.hpp"
#include "crypto/hash.hpp"
#include "s3/location.hpp"

namespace instante::s3 {
namespace {

constexpr std::string_view algorithm = "AWS4-HMAC-SHA256";

/// `20130524T000000Z` (ISO 8601, basic form).
std::string basic_time(core::Timestamp now) {
    const std::time_t seconds = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
    std::tm parts{};
    ::gmtime_r(&seconds, &parts);
    std::array<char, 32> text{};
    const auto size = std::strftime(text.data(), text.size(), "%Y%m%dT%H%M%SZ", &parts);
    return {text.data(), size};
}

/// What a signature holds for: a day, a region, a service.
struct Scope {
    Scope(std::string_view region_name, core::Timestamp now)
        : time(basic_time(now)), day(time.substr(0, 8)), region(region_name), text(day + '/' + region + "/s3/aws4_request") {}

    std::string time;
    std::string day;
    std::string region;
    std::string text;
};

std::string signed_names(const Fields& headers) {
    std::string names;
    for (const auto& [name, value] : headers) names.append(names.empty() ? "" : ";").append(name);
    return names;
}

std::string signature_of(const Unsigned& request, const Fields& headers, const std::string& query, std::string_view content_hash,
                         const Scope& scope, const Credentials& credentials) {
    std::string canonical{http::to_string(request.method)};
    canonical.append("\n").append(request.path).append("\n").append(query).append("\n");
    for (const auto& [name, value] : headers) canonical.append(name).append(":").append(value).append("\n");
    canonical.append("\n").append(signed_names(headers)).append("\n").append(content_hash);
    std::string to_sign{algorithm};
    to_sign.append("\n").append(scope.time).append("\n").append(scope.text).append("\n");
    to_sign.append(core::hex_encode(crypto::sha256(canonical)));
    auto key = crypto::hmac_sha256("AWS4" + credentials.secret_key, scope.day);
    for (const std::string_view part : {std::string_view{scope.region}, std::string_view{"s3"}, std::string_view{"aws4_request"}})
        key = crypto::hmac_sha256(key, part);
    return core::hex_encode(crypto::hmac_sha256(key, to_sign));
}

}  // namespace

std::string canonical_query(const Fields& query) {
    Fields encoded;
    for (const auto& [name, value] : query) encoded.emplace_back(uri_encode(name, false), uri_encode(value, false));
    std::ranges::sort(encoded);
    std::string text;
    for (const auto& [name, value] : encoded) text.append(text.empty() ? "" : "&").append(name).append("=").append(value);
    return text;
}

Fields sign(const Unsigned& request, const Credentials& credentials, std::string_view region, std::string_view content_hash,
            core::Timestamp now) {
    const Scope scope{region, now};
    auto headers = request.headers;
    headers.emplace_back("host", request.host);
    headers.emplace_back("x-amz-content-sha256", content_hash);
    headers.emplace_back("x-amz-date", scope.time);
    if (!credentials.session_token.empty()) headers.emplace_back("x-amz-security-token", credentials.session_token);
    std::ranges::sort(headers);
    const auto signature = signature_of(request, headers, canonical_query(request.query), content_hash, scope, credentials);
    std::string authorization{algorithm};
    authorization.append(" Credential=").append(credentials.access_key).append("/").append(scope.text);
    authorization.append(", SignedHeaders=").append(signed_names(headers)).append(", Signature=").append(signature);
    std::erase_if(headers, [](const auto& field) { return field.first == "host"; });  // the client says it by itself
    headers.emplace_back("authorization", std::move(authorization));
    return headers;
}

std::string presign(const Unsigned& request, const Credentials& credentials, std::string_view region,
                    std::chrono::seconds lifetime, core::Timestamp now) {
    const Scope scope{region, now};
    auto headers = request.headers;
    headers.emplace_back("host", request.host);
    std::ranges::sort(headers);
    auto query = request.query;
    query.emplace_back("X-Amz-Algorithm", algorithm);
    query.emplace_back("X-Amz-Credential", credentials.access_key + '/' + scope.text);
    query.emplace_back("X-Amz-Date", scope.time);
    query.emplace_back("X-Amz-Expires", std::to_string(lifetime.count()));
    if (!credentials.session_token.empty()) query.emplace_back("X-Amz-Security-Token", credentials.session_token);
    query.emplace_back("X-Amz-SignedHeaders", signed_names(headers));
    const auto canonical = canonical_query(query);
    return canonical + "&X-Amz-Signature=" + signature_of(request, headers, canonical, unsigned_payload, scope, credentials);
}

}  // namespace instante::s3
