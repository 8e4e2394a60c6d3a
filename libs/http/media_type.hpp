#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace instante::http {

/// A value with parameters, as `Content-Type` (RFC 9110 §8.3.1) and `Content-Disposition` (RFC 6266) hold: `text/plain;
/// charset=utf-8`.
struct MediaType {
    std::string essence;                                          ///< lower-cased: `text/plain`, `form-data`
    std::vector<std::pair<std::string, std::string>> parameters;  ///< names lower-cased, values unquoted

    [[nodiscard]] std::optional<std::string_view> parameter(std::string_view name) const;
};

/// Nothing when `text` is no such value.
std::optional<MediaType> parse_media_type(std::string_view text);

/// Whether it is `application/json` or `…+json`, in UTF-8 (or without saying so).
bool is_json(const MediaType& type);

}  // namespace instante::http
