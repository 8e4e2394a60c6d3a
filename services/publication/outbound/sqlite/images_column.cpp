#include "publication/outbound/sqlite/images_column.hpp"

#include <utility>

#include "json/reader.hpp"
#include "json/writer.hpp"

namespace instante::publication::sqlite_file {
namespace {

void pack(json::Writer& out, const Rendition& rendition) {
    out.object()
        .field("n", rendition.name)
        .field("f", rendition.format)
        .field("w", rendition.width_px)
        .field("h", rendition.height_px);
    out.field("s", rendition.size.count).field("k", rendition.key).end_object();
}

void pack(json::Writer& out, const Image& image) {
    out.object().field("id", image.id).field("w", image.width_px).field("h", image.height_px);
    out.field("b", image.blurhash).field("a", image.alt).key("r").array();
    for (const auto& rendition : image.renditions) pack(out, rendition);
    out.end_array().end_object();
}

std::uint32_t pixels(json::Object& object, std::string_view name) {
    return static_cast<std::uint32_t>(object.integer(name).value_or(0));
}

Rendition unpack_rendition(json::Object& object) {
    Rendition rendition;
    rendition.name = object.string("n").value_or("");
    rendition.format = object.string("f").value_or("");
    rendition.width_px = pixels(object, "w");
    rendition.height_px = pixels(object, "h");
    rendition.size.count = static_cast<std::uint64_t>(object.integer("s").value_or(0));
    rendition.key = object.string("k").value_or("");
    return rendition;
}

Image unpack_image(json::Object& object) {
    Image image;
    image.id = object.id<ImageId>("id").value_or(ImageId{});
    image.width_px = pixels(object, "w");
    image.height_px = pixels(object, "h");
    image.blurhash = object.string("b").value_or("");
    image.alt = object.string("a").value_or("");
    for (auto& rendition : object.objects("r")) image.renditions.push_back(unpack_rendition(rendition));
    return image;
}

}  // namespace

std::string pack_images(const std::vector<Image>& images) {
    std::string column;
    json::Writer out{column};
    out.object().key("images").array();
    for (const auto& image : images) pack(out, image);
    out.end_array().end_object();
    return column;
}

Result<std::vector<Image>> unpack_images(std::string_view column) {
    auto document = json::Document::parse(column);
    if (!document) return core::Error{core::internal, "the column publication.images"}.caused_by(document.error());
    std::vector<Image> images;
    for (auto& image : document->root().objects("images")) images.push_back(unpack_image(image));
    if (auto whole = document->outcome(); !whole)
        return core::Error{core::internal, "the column publication.images"}.caused_by(whole.error());
    return images;
}

}  // namespace instante::publication::sqlite_file
