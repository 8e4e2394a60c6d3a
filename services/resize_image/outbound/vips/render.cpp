#include "resize_image/outbound/vips/render.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "resize_image/domain/blurhash.hpp"
#include "resize_image/domain/errors.hpp"
#include "resize_image/domain/limits.hpp"
#include "resize_image/domain/rendition_plan.hpp"
#include "resize_image/outbound/vips/colour.hpp"
#include "resize_image/outbound/vips/encode.hpp"
#include "resize_image/outbound/vips/lanczos.hpp"

namespace instante::resize_image {
namespace {

Result<std::unique_ptr<Source>> open_source(std::span<const std::uint8_t> file, Container container, Deadline deadline) {
    if (container == Container::jpeg) return open_jpeg(file, deadline);
    return open_vips(file, container, deadline);
}

/// Decodes all of `source` into a picture of size `to`, as stored.
Result<Picture> read_all(Source& source, Extent to) {
    const auto from = source.start(to);
    if (!from) return from.error();
    Resizer resizer{*from, to, source.info().ink};
    for (std::uint32_t y = 0; y < from->height; ++y) {
        if (auto read = source.read_row(resizer.next_row()); !read) return read.error();
        resizer.push();
    }
    if (auto finished = source.finish(); !finished) return finished.error();
    return resizer.take();
}

/// Averages `picture` down to at most 32 pixels a side, which is all that a blurhash sees, on white.
std::string blurhash_of(const Picture& picture) {
    constexpr std::uint32_t side = 32;
    const Extent size{std::min(side, picture.size().width), std::min(side, picture.size().height)};
    std::vector<std::uint8_t> rgb;
    rgb.reserve(pixels(size).count * 3);
    for (std::uint32_t y = 0; y < size.height; ++y) {
        for (std::uint32_t x = 0; x < size.width; ++x) {
            const auto top = y * picture.size().height / size.height;
            const auto bottom = (y + 1) * picture.size().height / size.height;
            const auto left = x * picture.size().width / size.width;
            const auto right = (x + 1) * picture.size().width / size.width;
            std::array<std::uint32_t, 3> sum{};
            for (auto from_y = top; from_y < bottom; ++from_y)
                for (auto from_x = left; from_x < right; ++from_x)
                    for (std::size_t c = 0; c < 3; ++c) sum[c] += picture.row(from_y)[from_x * pixel_bytes + c];
            for (const auto channel : sum) rgb.push_back(static_cast<std::uint8_t>(channel / ((bottom - top) * (right - left))));
        }
    }
    return blurhash(rgb, size);
}

/// Adds `picture` to `image` in every format.
Result<void> add_renditions(RenderedImage& image, RenditionName name, const Picture& picture) {
    for (const auto format : formats) {
        auto content = format == Format::jpeg ? encode_jpeg(picture) : encode_webp(picture);
        if (!content) return content.error();
        image.renditions.push_back({name, format, picture.size(), std::move(*content)});
    }
    return {};
}

/// Adds the newest renditions of `image` once more, under another name: small pictures have the same size several times.
void repeat_renditions(RenderedImage& image, RenditionName name) {
    for (std::size_t i = 0; i < formats.size(); ++i) {
        auto same = image.renditions[image.renditions.size() - formats.size()];
        same.name = name;
        image.renditions.push_back(std::move(same));
    }
}

/// The smallest of `pictures`, which are in falling size, that the square can be cut from without enlarging anything.
const Picture& source_of_square(const std::vector<Picture>& pictures, std::uint32_t side) {
    const auto fits = [side](const Picture& picture) { return shorter_side(picture.size()) >= side; };
    const auto found = std::ranges::find_if(pictures.rbegin(), pictures.rend(), fits);
    return found == pictures.rend() ? pictures.front() : *found;
}

}  // namespace

Result<Decoded> decode_picture(std::span<const std::uint8_t> file, const ImageHeader& header, core::Pixels most_pixels,
                               Deadline deadline) {
    auto source = open_source(file, header.container, deadline);
    if (!source) return source.error();
    const auto info = (*source)->info();
    if (!may_be_rendered(info.size, most_pixels)) return core::Error{too_many_pixels};
    const bool turned = swaps_sides(info.orientation);
    const auto original = turned ? transposed(info.size) : info.size;
    const auto base = plan_renditions(original).base;
    auto stored = read_all(**source, turned ? transposed(base) : base);
    if (!stored) return stored.error();
    auto picture = to_srgb(upright(std::move(*stored), info.orientation), info.profile);
    if (!picture) return picture.error();
    if (picture->ink() == Ink::rgba && is_opaque(*picture)) picture->set_ink(Ink::rgb);
    return Decoded{original, std::move(*picture)};
}

Result<RenderedImage> render_picture(std::span<const std::uint8_t> file, const ImageHeader& header, core::Pixels most_pixels,
                                     Deadline deadline) {
    auto decoded = decode_picture(file, header, most_pixels, deadline);
    if (!decoded) return decoded.error();
    RenderedImage image{.size = decoded->original, .blurhash = {}, .renditions = {}};
    const auto plan = plan_renditions(image.size);
    std::vector<Picture> pictures;
    pictures.push_back(std::move(decoded->base));
    for (const auto name : {RenditionName::w1080, RenditionName::w640, RenditionName::w320}) {
        const bool same = pictures.back().size() == plan.size(name);
        if (!same) pictures.push_back(resized(pictures.back(), plan.size(name)));
        if (same && !image.renditions.empty()) {
            repeat_renditions(image, name);
        } else if (auto added = add_renditions(image, name, pictures.back()); !added) {
            return added.error();
        }
    }
    const auto& smallest = pictures.back();
    image.blurhash = smallest.ink() == Ink::rgba ? blurhash_of(on_white(smallest)) : blurhash_of(smallest);
    const auto square = resized(middle_square(source_of_square(pictures, plan.square.width)), plan.square);
    if (auto added = add_renditions(image, RenditionName::square150, square); !added) return added.error();
    return image;
}

}  // namespace instante::resize_image
