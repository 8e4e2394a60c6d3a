#include "publication/outbound/messages/wire.hpp"

namespace instante::publication::wire {
namespace {

void write(json::Writer& out, const Rendition& rendition) {
    out.object().field("name", rendition.name).field("format", rendition.format);
    out.field("width", rendition.width_px).field("height", rendition.height_px).field("bytes", rendition.size.count);
    out.field("key", rendition.key).end_object();
}

}  // namespace

void write(json::Writer& out, const Image& image) {
    out.object().field("id", image.id).field("width", image.width_px).field("height", image.height_px);
    out.field("blurhash", image.blurhash).field("alt", image.alt).key("renditions").array();
    for (const auto& rendition : image.renditions) write(out, rendition);
    out.end_array().end_object();
}

void write(json::Writer& out, const Publication& publication) {
    out.object()
        .field("id", publication.id)
        .field("owner", publication.owner)
        .field("text", publication.text)
        .key("images")
        .array();
    for (const auto& image : publication.images) write(out, image);
    out.end_array().field("created_at", publication.created_at).field("edited_at", publication.edited_at);
    out.field("version", publication.version).end_object();
}

void write_actor(json::Writer& out, const Person& person) {
    out.object().field("id", person.id).field("username", person.username).field("name", person.name).key("image");
    write_key(out, person.image);
    out.end_object();
}

void write_key(json::Writer& out, const std::string& key) {
    if (key.empty()) {
        out.null();
    } else {
        out.value(key);
    }
}

}  // namespace instante::publication::wire
