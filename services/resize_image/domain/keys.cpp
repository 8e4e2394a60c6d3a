#include "resize_image/domain/keys.hpp"

#include <algorithm>

namespace instante::resize_image {
namespace {

constexpr std::size_t digest_digits = 16;

/// Cuts what stands before `separator` off `text`; nothing when it does not stand there.
std::optional<std::string_view> take_until(char separator, std::string_view& text) {
    const auto end = text.find(separator);
    if (end == std::string_view::npos) return std::nullopt;
    const auto taken = text.substr(0, end);
    text.remove_prefix(end + 1);
    return taken;
}

bool is_digest(std::string_view text) {
    const auto is_digit = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
    return text.size() == digest_digits && std::ranges::all_of(text, is_digit);
}

std::optional<Format> parse_extension(std::string_view text) {
    for (const auto format : formats) {
        if (text == extension(format)) return format;
    }
    return std::nullopt;
}

}  // namespace

KeyPrefix::KeyPrefix(PublicationId publication) : text_("p/" + core::to_string(publication) + "/") {}
KeyPrefix::KeyPrefix(UserId user) : text_("u/" + core::to_string(user) + "/") {}

std::string rendition_key(const KeyPrefix& owner, ImageId image, std::string_view sha256_hex, Format format) {
    std::string key = owner.text();
    key += core::to_string(image);
    key += '-';
    key += sha256_hex.substr(0, digest_digits);
    key += '.';
    key += extension(format);
    return key;
}

std::optional<MediaKey> parse_media_key(std::string_view key) {
    const auto kind = take_until('/', key);
    if (kind != "p" && kind != "u") return std::nullopt;
    const auto owner = take_until('/', key);
    const auto image = take_until('-', key);
    const auto digest = take_until('.', key);
    const auto format = parse_extension(key);
    if (!owner || !image || !digest || !format) return std::nullopt;
    if (!core::parse_id(*owner) || !core::parse_id(*image) || !is_digest(*digest)) return std::nullopt;
    return MediaKey{*format, std::string{*digest}};
}

bool is_media_key_of(const KeyPrefix& owner, std::string_view key) {
    return key.starts_with(owner.text()) && parse_media_key(key).has_value();
}

}  // namespace instante::resize_image
