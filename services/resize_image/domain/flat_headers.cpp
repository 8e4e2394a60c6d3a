#include <array>
#include <bit>
#include <optional>

#include "resize_image/domain/byte_reader.hpp"
#include "resize_image/domain/headers.hpp"

namespace instante::resize_image::headers {

// PNG (third edition) §11.2.1: IHDR comes first.
std::optional<ImageHeader> png(std::span<const std::uint8_t> file) {
    constexpr std::array<std::uint8_t, 7> channels_of_colour_type{1, 0, 3, 4,
                                                                  2, 0, 4};  // a palette may hold colour and transparency
    ByteReader reader{file};
    reader.skip(8);
    if (reader.u32_be() != 13 || !reader.accept("IHDR")) return std::nullopt;
    ImageHeader header{.container = Container::png, .size = {}};
    header.size.width = reader.u32_be();
    header.size.height = reader.u32_be();
    header.bits_per_channel = reader.u8();
    const auto colour_type = reader.u8();
    reader.skip(2);
    header.whole = reader.u8() != 0;  // interlaced
    if (!reader.good() || colour_type >= channels_of_colour_type.size()) return std::nullopt;
    header.channels = channels_of_colour_type[colour_type];
    const auto bits = header.bits_per_channel;
    if (header.channels == 0 || !std::has_single_bit(bits) || bits > 16) return std::nullopt;
    return header;
}

// GIF89a §18: the logical screen.
std::optional<ImageHeader> gif(std::span<const std::uint8_t> file) {
    ByteReader reader{file};
    reader.skip(6);
    ImageHeader header{.container = Container::gif, .size = {}, .channels = 4, .whole = true};
    header.size.width = reader.u16_le();
    header.size.height = reader.u16_le();
    if (!reader.good()) return std::nullopt;
    return header;
}

// RFC 9649 §2: the first chunk tells which of three.
std::optional<ImageHeader> webp(std::span<const std::uint8_t> file) {
    ByteReader reader{file};
    reader.skip(12);
    ImageHeader header{.container = Container::webp, .size = {}, .channels = 4, .whole = true};
    if (reader.accept("VP8 ")) {
        reader.skip(4 + 3);
        if (!reader.accept("\x9D\x01\x2A")) return std::nullopt;
        header.size.width = reader.u16_le() & 0x3FFFu;
        header.size.height = reader.u16_le() & 0x3FFFu;
    } else if (reader.accept("VP8L")) {
        reader.skip(4);
        if (reader.u8() != 0x2F) return std::nullopt;
        const auto bits = reader.u32_le();
        header.size.width = (bits & 0x3FFFu) + 1;
        header.size.height = (bits >> 14 & 0x3FFFu) + 1;
    } else if (reader.accept("VP8X")) {
        reader.skip(4 + 4);
        header.size.width = reader.u24_le() + 1;
        header.size.height = reader.u24_le() + 1;
    } else {
        return std::nullopt;
    }
    if (!reader.good()) return std::nullopt;
    return header;
}

}  // namespace instante::resize_image::headers
