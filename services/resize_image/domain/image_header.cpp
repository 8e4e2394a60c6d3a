#include "resize_image/domain/image_header.hpp"

#include <algorithm>
#include <string_view>

#include "resize_image/domain/byte_reader.hpp"
#include "resize_image/domain/errors.hpp"
#include "resize_image/domain/headers.hpp"
#include "resize_image/domain/rendition_plan.hpp"

namespace instante::resize_image {
namespace {

using namespace std::string_view_literals;

Result<ImageHeader> checked(std::optional<ImageHeader> header) {
    if (!header) return core::Error{does_not_decode, "the header is cut or senseless"};
    if (pixels(header->size).count == 0) return core::Error{does_not_decode, "a side of 0"};
    return *header;
}

}  // namespace

Result<ImageHeader> read_image_header(std::span<const std::uint8_t> file) {
    const auto begins = [file](std::string_view text) { return ByteReader::starts_with(file, text); };
    if (begins("\xFF\xD8\xFF"sv)) return checked(headers::jpeg(file));
    if (begins("\x89PNG\r\n\x1A\n"sv)) return checked(headers::png(file));
    if (begins("GIF87a"sv) || begins("GIF89a"sv)) return checked(headers::gif(file));
    if (begins("RIFF"sv) && file.size() >= 12 && ByteReader::starts_with(file.subspan(8), "WEBP"sv))
        return checked(headers::webp(file));
    if (const auto container = headers::heif_container(file)) return checked(headers::heif(file, *container));
    return core::Error{not_an_image};
}

core::Bytes rendering_memory(const ImageHeader& header) {
    constexpr std::uint64_t fixed = 4ull << 20;   // code tables, file buffers, colour transforms
    constexpr std::uint64_t streamed_rows = 64;   // what decoders and libvips keep of a picture that they hand out by rows
    constexpr std::uint64_t rendered_pixel = 12;  // the base in four bytes, its smaller ones, and the WebP encoder's planes of it
    const auto count = pixels(header.size).count;
    const std::uint64_t width = std::max(header.size.width, header.size.height);  // as if upright were the worse way
    const std::uint64_t stored_pixel = std::uint64_t{header.channels} * (header.bits_per_channel > 8 ? 2 : 1);

    std::uint64_t decoder = std::min(count, streamed_rows * width) * stored_pixel;
    if (header.whole)
        decoder = count * stored_pixel * 2;  // JPEG: coefficients of two bytes; others: the decoder's planes and ours
    // Lanczos-3 holds six rows per step of reduction. JPEG shrinks on load, so that at most two steps are left.
    const std::uint64_t steps = header.container == Container::jpeg ? 2 : std::max<std::uint64_t>(1, width / 1080);
    const auto held_rows = std::min(count, 6 * steps * width) * 4;
    const auto base =
        std::max(pixels(plan_renditions(header.size).base).count, pixels(plan_renditions(transposed(header.size)).base).count);
    return {fixed + decoder + held_rows + base * rendered_pixel};
}

}  // namespace instante::resize_image
