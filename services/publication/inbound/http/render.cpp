#include "publication/inbound/http/render.hpp"

#include "json/writer.hpp"

namespace instante::publication {
namespace {

constexpr std::size_t rendition_bytes = 192;  // to reserve

/// `url` is for use again: it saves an allocation for each.
void write(json::Writer& out, const Rendition& rendition, const blob::Urls& urls, std::string& url) {
    url.clear();
    urls.append(url, rendition.key);
    out.object().field("name", rendition.name).field("format", rendition.format);
    out.field("width", rendition.width_px).field("height", rendition.height_px).field("bytes", rendition.size.count);
    out.field("url", url).end_object();
}

void write(json::Writer& out, const Image& image, const blob::Urls& urls) {
    out.object().field("id", image.id).field("width", image.width_px).field("height", image.height_px);
    out.field("blurhash", image.blurhash).field("alt", image.alt).key("renditions").array();
    std::string url;
    for (const auto& rendition : image.renditions) write(out, rendition, urls, url);
    out.end_array().end_object();
}

}  // namespace

std::string render_owner(const Person& person, const blob::Urls& urls) {
    std::string text;
    json::Writer out{text};
    out.object().field("id", person.id).field("username", person.username).field("name", person.name).key("image");
    if (person.image.empty()) {
        out.null();
    } else {
        out.object()
            .key("renditions")
            .array()
            .object()
            .field("name", "150")
            .field("format", "jpeg")
            .field("url", urls.url(person.image));
        out.end_object().end_array().end_object();
    }
    out.end_object();
    return text;
}

std::string render_content(const Publication& publication, const blob::Urls& urls) {
    std::string text;
    text.reserve(publication.text.size() + publication.images.size() * 9 * rendition_bytes);
    json::Writer out{text};
    out.field("text", publication.text).key("images").array();
    for (const auto& image : publication.images) write(out, image, urls);
    out.end_array().field("likes_count", 0).field("comments_count", 0);
    out.field("created_at", publication.created_at).field("edited_at", publication.edited_at);
    text.shrink_to_fit();  // it may be kept
    return text;
}

}  // namespace instante::publication
