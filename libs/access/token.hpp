#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace instante::access {

/// What every service agrees on about access tokens (contracts/http/README.md).
inline constexpr std::chrono::minutes token_lifetime{15};
inline constexpr std::chrono::seconds token_leeway{30};
inline constexpr std::string_view token_audience = "instante";

/// The issuer: `--public-url`, or `instante` where it is not set.
inline std::string token_issuer(const std::string& public_url) {
    return public_url.empty() ? "instante" : public_url;
}

}  // namespace instante::access
