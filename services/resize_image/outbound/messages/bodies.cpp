#include "resize_image/outbound/messages/bodies.hpp"

#include "json/writer.hpp"

namespace instante::resize_image {
namespace {

void write(json::Writer& out, const Image& image) {
    out.object();
    out.field("id", image.id).field("width", image.size.width).field("height", image.size.height);
    out.field("blurhash", image.blurhash).field("alt", image.alt);
    out.key("renditions").array();
    for (const auto& rendition : image.renditions) {
        out.object();
        out.field("name", to_string(rendition.name)).field("format", to_string(rendition.format));
        out.field("width", rendition.size.width).field("height", rendition.size.height);
        out.field("bytes", rendition.bytes.count).field("key", rendition.key);
        out.end_object();
    }
    out.end_array().end_object();
}

void write(json::Writer& out, const Owner& owner) {
    out.object();
    out.field("id", owner.id).field("username", owner.username).field("name", owner.name).key("image");
    if (owner.image.empty()) {
        out.null();
    } else {
        out.value(owner.image);
    }
    out.field("version", owner.version).end_object();
}

}  // namespace

std::string publication_create(const Publication& publication) {
    std::string body;
    json::Writer out{body};
    out.object().field("id", publication.id).key("owner");
    write(out, publication.owner);
    out.field("text", publication.text).key("images").array();
    for (const auto& image : publication.images) write(out, image);
    out.end_array().field("created_at", publication.created_at).end_object();
    return body;
}

std::string image_rendered(ImageId id, UserId owner, const PictureOutcome& outcome) {
    std::string body;
    json::Writer out{body};
    out.object().field("id", id).field("owner", owner);
    if (const auto* image = std::get_if<Image>(&outcome)) {
        write(out.key("image"), *image);
    } else {
        out.field("error", std::get<std::string>(outcome));
    }
    out.end_object();
    return body;
}

std::string media_deleted(const std::vector<std::string>& keys) {
    std::string body;
    json::Writer out{body};
    out.object().key("keys").array();
    for (const auto& key : keys) out.value(key);
    out.end_array().end_object();
    return body;
}

std::string user_purged(UserId user) {
    std::string body;
    json::Writer out{body};
    out.object().field("id", user).field("service", "resize-image").end_object();
    return body;
}

}  // namespace instante::resize_image
