#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace instante::config {

/// An absolute http or https URL (RFC 3986) without user, query and fragment; a last slash is taken off. Nothing when `text` is
/// not that.
std::optional<std::string> parse_web_url(std::string_view text);
/// A web origin as browsers send it (RFC 6454 §6.1): `https://photos.example.org`, in lower case, without the scheme's own port.
std::optional<std::string> parse_origin(std::string_view text);

}  // namespace instante::config
