#include "publication/outbound/sqlite/images_column.hpp"

#include <charconv>
#include <concepts>
#include <optional>
#include <utility>

#include "core/ids.hpp"
#include "json/reader.hpp"
#include "json/writer.hpp"

namespace instante::publication::sqlite_file {
namespace {

constexpr std::size_t usual_renditions = 8;

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

/// Reads what `pack_images` has written, in the order in which it has: a tree of the column would cost several times as much, and
/// lists read it for each publication that nobody has looked at lately.
class Unpacking {
public:
    explicit Unpacking(std::string_view column) : rest_(column) {}

    std::optional<std::vector<Image>> operator()() {
        std::vector<Image> images;
        if (!take(R"({"images":[)")) return std::nullopt;
        while (!take("]}")) {
            if (!images.empty() && !take(",")) return std::nullopt;
            if (!read(images.emplace_back())) return std::nullopt;
        }
        return rest_.empty() ? std::optional{std::move(images)} : std::nullopt;
    }

private:
    bool read(Image& image) {
        std::string id;
        const bool begun = take(R"({"id":)") && read(id) && take(R"(,"w":)") && read(image.width_px) && take(R"(,"h":)") &&
                           read(image.height_px) && take(R"(,"b":)") && read(image.blurhash) && take(R"(,"a":)") &&
                           read(image.alt) && take(R"(,"r":[)");
        const auto number = core::parse_as<ImageId>(id);
        if (!begun || !number) return false;
        image.id = *number;
        image.renditions.reserve(usual_renditions);
        while (!take("]}")) {
            if (!image.renditions.empty() && !take(",")) return false;
            if (!read(image.renditions.emplace_back())) return false;
        }
        return true;
    }
    bool read(Rendition& rendition) {
        return take(R"({"n":)") && read(rendition.name) && take(R"(,"f":)") && read(rendition.format) && take(R"(,"w":)") &&
               read(rendition.width_px) && take(R"(,"h":)") && read(rendition.height_px) && take(R"(,"s":)") &&
               read(rendition.size.count) && take(R"(,"k":)") && read(rendition.key) && take("}");
    }
    bool read(std::string& text) {
        if (!take("\"")) return false;
        const auto quote = rest_.find('"');
        if (quote == rest_.npos) return false;
        const auto plain = rest_.substr(0, quote);
        rest_.remove_prefix(quote + 1);
        text = plain;
        return plain.find('\\') == plain.npos;  // escapes are left to the tree
    }
    template <std::unsigned_integral Number>
    bool read(Number& number) {
        const auto [end, failure] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), number);
        rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
        return failure == std::errc{};
    }
    bool take(std::string_view literal) {
        if (!rest_.starts_with(literal)) return false;
        rest_.remove_prefix(literal.size());
        return true;
    }

    std::string_view rest_;
};

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
    if (auto images = Unpacking{column}()) return std::move(*images);
    auto document = json::Document::parse(column);
    if (!document) return core::Error{core::internal, "the column publication.images"}.caused_by(document.error());
    std::vector<Image> images;
    for (auto& image : document->root().objects("images")) images.push_back(unpack_image(image));
    if (auto whole = document->outcome(); !whole)
        return core::Error{core::internal, "the column publication.images"}.caused_by(whole.error());
    return images;
}

}  // namespace instante::publication::sqlite_file
