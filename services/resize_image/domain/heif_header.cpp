#include <algorithm>
#include <optional>
#include <string_view>

#include "resize_image/domain/byte_reader.hpp"
#include "resize_image/domain/headers.hpp"

namespace instante::resize_image::headers {
namespace {

using Bytes = std::span<const std::uint8_t>;

constexpr std::size_t most_boxes = 4096;  // of one level: no photo has nearly as many

struct Box {
    std::string_view type;
    Bytes content;
};

/// The next box (ISO/IEC 14496-12 §4.2); nothing at the end, and when its size is senseless.
std::optional<Box> next_box(ByteReader& reader) {
    std::uint64_t size = reader.u32_be();
    const auto name = reader.take(4);
    std::uint64_t header = 8;
    if (size == 1) {
        size = reader.u64_be();
        header = 16;
    }
    if (!reader.good()) return std::nullopt;
    if (size == 0) size = header + reader.left();
    if (size < header || size - header > reader.left()) return std::nullopt;
    const auto content = reader.take(static_cast<std::size_t>(size - header));
    return Box{{reinterpret_cast<const char*>(name.data()), name.size()}, content};
}

/// The content of the first box of `type` among `boxes`; empty when there is none.
Bytes find(Bytes boxes, std::string_view type) {
    ByteReader reader{boxes};
    for (std::size_t i = 0; i < most_boxes; ++i) {
        const auto box = next_box(reader);
        if (!box) return {};
        if (box->type == type) return box->content;
    }
    return {};
}

Bytes without_version(Bytes full_box) {
    return full_box.size() < 4 ? Bytes{} : full_box.subspan(4);
}

void read_property(const Box& property, ImageHeader& header) {
    ByteReader reader{without_version(property.content)};
    if (property.type == "ispe") {
        Extent size;
        size.width = reader.u32_be();
        size.height = reader.u32_be();
        // A photo made of tiles lists their size too: the largest is the photo.
        if (reader.good() && pixels(size) > pixels(header.size)) header.size = size;
    } else if (property.type == "pixi") {
        const auto channels = reader.u8();
        const auto bits = reader.u8();
        if (reader.good() && channels > 0 && bits <= 16) header.bits_per_channel = std::max(header.bits_per_channel, bits);
    }
}

}  // namespace

std::optional<Container> heif_container(Bytes file) {
    ByteReader reader{file};
    const auto box = next_box(reader);
    if (!box || box->type != "ftyp") return std::nullopt;
    bool heic = false;
    for (std::size_t at = 0; at + 4 <= std::min<std::size_t>(box->content.size(), 256); at += 4) {
        if (at == 4) continue;  // the minor version
        const std::string_view brand{reinterpret_cast<const char*>(box->content.data()) + at, 4};
        if (brand == "avif" || brand == "avis") return Container::avif;
        heic = heic || brand == "heic" || brand == "heix" || brand == "heim" || brand == "heis" || brand == "mif1";
    }
    if (!heic) return std::nullopt;
    return Container::heic;
}

std::optional<ImageHeader> heif(Bytes file, Container container) {
    ImageHeader header{.container = container, .size = {}, .channels = 4, .whole = true};
    const auto properties = find(find(without_version(find(file, "meta")), "iprp"), "ipco");
    ByteReader reader{properties};
    for (std::size_t i = 0; i < most_boxes; ++i) {
        const auto property = next_box(reader);
        if (!property) break;
        read_property(*property, header);
    }
    if (header.size == Extent{}) return std::nullopt;
    return header;
}

}  // namespace instante::resize_image::headers
