#include <utility>

#include "blob/blob.hpp"

namespace instante::blob {
namespace {

constexpr std::string_view media_path = "/media/";

std::string without_last_slash(std::string url) {
    while (url.ends_with('/')) url.pop_back();
    return url;
}

}  // namespace

Urls::Urls(std::string media_url, std::string public_url) : absolute_(!media_url.empty() || !public_url.empty()) {
    if (!media_url.empty()) {
        prefix_ = without_last_slash(std::move(media_url)) + "/";
    } else {
        prefix_ = without_last_slash(std::move(public_url)).append(media_path);
    }
}

std::string Urls::url(std::string_view key) const {
    std::string text;
    text.reserve(prefix_.size() + key.size());
    append(text, key);
    return text;
}

void Urls::append(std::string& out, std::string_view key) const {
    out.append(prefix_).append(key);
}

std::string Urls::absolute_url(std::string_view key, std::string_view listen) const {
    if (absolute_) return url(key);
    return std::string{"http://"}.append(listen).append(prefix_).append(key);
}

}  // namespace instante::blob
