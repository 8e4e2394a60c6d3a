#pragma once

#include <string>
#include <string_view>

#include "resize_image/domain/ids.hpp"
#include "resize_image/domain/image.hpp"

namespace instante::resize_image {

/// Whose a picture is: the first part of its keys. Nothing is shared between owners, so deleting one never breaks another.
class KeyPrefix {
public:
    explicit KeyPrefix(PublicationId publication);
    explicit KeyPrefix(UserId user);

    /// `p/` or `u/`, the owner's id, `/`: every key of the owner begins with it.
    [[nodiscard]] const std::string& text() const { return text_; }

private:
    std::string text_;
};

/// `p/{publication}/{image}-{16 hex}.{jpg|webp}`, of people `u/{user}/…`. `sha256_hex` is the hexadecimal SHA-256 of the
/// rendition's bytes, so that a key never names other content.
std::string rendition_key(const KeyPrefix& owner, ImageId image, std::string_view sha256_hex, Format format);

}  // namespace instante::resize_image
