#pragma once

#include <optional>
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

/// What a rendition's key tells of it.
struct MediaKey {
    Format format{};
    std::string digest;  ///< the 16 digits: what names its content
};

/// Nothing unless `key` is one that `rendition_key` makes: of all that lies in the storage, only those are anybody's to read, or
/// an event's to remove.
std::optional<MediaKey> parse_media_key(std::string_view key);
/// The same, and it belongs to `owner`.
bool is_media_key_of(const KeyPrefix& owner, std::string_view key);

/// Below this lies what was taken in but not looked at yet.
inline constexpr std::string_view incoming_prefix = "incoming/";

}  // namespace instante::resize_image
