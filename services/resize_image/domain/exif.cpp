#include "resize_image/domain/exif.hpp"

#include "resize_image/domain/byte_reader.hpp"

namespace instante::resize_image {
namespace {

constexpr std::uint16_t orientation_tag = 0x0112;
constexpr std::uint16_t short_type = 3;
constexpr std::size_t most_entries = 1000;

}  // namespace

Orientation exif_orientation(std::span<const std::uint8_t> tiff) {
    ByteReader reader{tiff};
    const bool little = reader.accept("II");
    if (!little && !reader.accept("MM")) return Orientation::upright;
    const auto u16 = [&reader, little] { return little ? reader.u16_le() : reader.u16_be(); };
    const auto u32 = [&reader, little] { return little ? reader.u32_le() : reader.u32_be(); };
    if (u16() != 42) return Orientation::upright;
    const auto directory = u32();
    if (directory < 8) return Orientation::upright;
    reader.skip(directory - 8);
    const std::size_t entries = u16();
    for (std::size_t i = 0; i < entries && i < most_entries && reader.good(); ++i) {
        const auto tag = u16();
        const auto type = u16();
        const auto count = u32();
        const auto value = u16();  // a short stands at the front of the four bytes, in either byte order
        reader.skip(2);
        if (tag == orientation_tag && type == short_type && count == 1 && reader.good()) return to_orientation(value);
    }
    return Orientation::upright;
}

}  // namespace instante::resize_image
