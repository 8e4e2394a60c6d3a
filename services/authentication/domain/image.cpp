#include "authentication/domain/image.hpp"

namespace instante::authentication {

std::string small_key(const std::optional<Image>& image) {
    if (!image) return {};
    for (const auto& rendition : image->renditions)
        if (rendition.name == "150" && rendition.format == "jpeg") return rendition.key;
    return {};
}

std::vector<std::string> media_keys(const std::optional<Image>& image) {
    std::vector<std::string> keys;
    if (!image) return keys;
    keys.reserve(image->renditions.size());
    for (const auto& rendition : image->renditions) keys.push_back(rendition.key);
    return keys;
}

}  // namespace instante::authentication
