#include "resize_image/inbound/http/render.hpp"

#include "json/writer.hpp"

namespace instante::resize_image {
namespace {

constexpr std::size_t bytes_per_image = 2048;  // about

void write(json::Writer& out, const Owner& owner, const blob::Urls& urls) {
    out.object();
    out.field("id", owner.id).field("username", owner.username).field("name", owner.name).key("image");
    if (owner.image.empty()) {
        out.null();
    } else {
        out.object().key("renditions").array().object();
        out.field("name", "150").field("format", "jpeg").field("url", urls.url(owner.image));
        out.end_object().end_array().end_object();
    }
    out.end_object();
}

void write(json::Writer& out, const Image& image, const blob::Urls& urls) {
    out.object();
    out.field("id", image.id).field("width", image.size.width).field("height", image.size.height);
    out.field("blurhash", image.blurhash).field("alt", image.alt);
    out.key("renditions").array();
    for (const auto& rendition : image.renditions) {
        out.object();
        out.field("name", to_string(rendition.name)).field("format", to_string(rendition.format));
        out.field("width", rendition.size.width).field("height", rendition.size.height);
        out.field("bytes", rendition.bytes.count).field("url", urls.url(rendition.key));
        out.end_object();
    }
    out.end_array().end_object();
}

}  // namespace

std::string render_publication(const Publication& publication, const blob::Urls& urls) {
    std::string text;
    text.reserve(512 + publication.text.size() + publication.images.size() * bytes_per_image);
    json::Writer out{text};
    out.object().field("id", publication.id).key("owner");
    write(out, publication.owner, urls);
    out.field("text", publication.text).key("images").array();
    for (const auto& image : publication.images) write(out, image, urls);
    out.end_array();
    out.field("likes_count", 0).field("comments_count", 0);
    out.field("created_at", publication.created_at).key("edited_at").null();
    out.key("viewer").object().field("liked", false).field("saved", false).end_object();
    out.end_object();
    return text;
}

}  // namespace instante::resize_image
