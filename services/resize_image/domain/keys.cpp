#include "resize_image/domain/keys.hpp"

namespace instante::resize_image {
namespace {

constexpr std::size_t digest_digits = 16;

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

}  // namespace instante::resize_image
