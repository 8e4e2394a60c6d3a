#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace instante::core {

/// base64url without padding (RFC 4648 §5).
std::string base64url_encode(std::string_view bytes);
/// Nothing when `text` is not unpadded base64url in its shortest form.
std::optional<std::string> base64url_decode(std::string_view text);
/// Lower-case hexadecimal.
std::string hex_encode(std::string_view bytes);

}  // namespace instante::core
