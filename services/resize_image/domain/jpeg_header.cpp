#include <optional>

#include "resize_image/domain/byte_reader.hpp"
#include "resize_image/domain/headers.hpp"

namespace instante::resize_image::headers {
namespace {

// Markers of ITU-T T.81, table B.1.
constexpr std::uint8_t start_of_scan = 0xDA;
constexpr std::uint8_t end_of_image = 0xD9;

bool is_frame(std::uint8_t marker) {
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}
bool is_progressive(std::uint8_t marker) {
    return marker == 0xC2 || marker == 0xCA;
}
bool stands_alone(std::uint8_t marker) {
    return marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8);
}

/// The next marker: what lies before it, and fill bytes, are skipped.
std::uint8_t next_marker(ByteReader& reader) {
    while (reader.good() && reader.u8() != 0xFF) {
    }
    std::uint8_t marker = 0xFF;
    while (reader.good() && marker == 0xFF) marker = reader.u8();
    return marker;
}

/// Nothing when it is no frame that a decoder takes (ISO/IEC 10918-1 §B.2.2).
std::optional<ImageHeader> read_frame(std::span<const std::uint8_t> segment, std::uint8_t marker) {
    ByteReader frame{segment};
    ImageHeader header{.container = Container::jpeg, .size = {}};
    header.bits_per_channel = frame.u8();
    header.size.height = frame.u16_be();
    header.size.width = frame.u16_be();
    header.channels = frame.u8();
    header.whole = is_progressive(marker);
    const bool has_samples = header.bits_per_channel == 8 || header.bits_per_channel == 12;
    if (!frame.good() || !has_samples || header.channels < 1 || header.channels > 4) return std::nullopt;
    return header;
}

}  // namespace

std::optional<ImageHeader> jpeg(std::span<const std::uint8_t> file) {
    ByteReader reader{file};
    reader.skip(2);
    std::optional<ImageHeader> header;
    while (reader.good()) {
        const auto marker = next_marker(reader);
        if (!reader.good() || marker == end_of_image) break;
        if (stands_alone(marker) || marker == 0) continue;
        const auto length = reader.u16_be();
        if (length < 2) break;
        const auto segment = reader.take(length - 2u);
        if (!reader.good()) break;
        if (is_frame(marker)) {
            header = read_frame(segment, marker);
            if (!header) break;
        }
        if (marker != start_of_scan) continue;
        // A first scan of fewer channels than the frame has: more scans follow, and the decoder keeps the coefficients of all.
        if (header && !segment.empty() && segment[0] < header->channels) header->whole = true;
        return header;
    }
    return std::nullopt;
}

}  // namespace instante::resize_image::headers
