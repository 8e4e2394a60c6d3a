#include "resize_image/tests/vips/pictures.hpp"

#include <gtest/gtest.h>
#include <unistd.h>
#include <webp/decode.h>

#include <algorithm>
#include <cstdio>
#include <fstream>

#include <jpeglib.h>

#include "async/run.hpp"
#include "resize_image/tests/photo_files.hpp"

namespace instante::resize_image {
namespace {

Renderer& renderer() {
    static const auto shared = make_vips_renderer({});
    return *shared;
}

Picture decoded_jpeg(const std::string& bytes) {
    jpeg_decompress_struct codec{};
    jpeg_error_mgr errors{};
    codec.err = jpeg_std_error(&errors);
    jpeg_create_decompress(&codec);
    jpeg_mem_src(&codec, as_bytes(bytes).data(), bytes.size());
    jpeg_read_header(&codec, TRUE);
    codec.out_color_space = JCS_EXT_RGBA;
    jpeg_start_decompress(&codec);
    Picture picture{{codec.output_width, codec.output_height}, Ink::rgb};
    while (codec.output_scanline < codec.output_height) {
        JSAMPROW row = picture.row(codec.output_scanline).data();
        jpeg_read_scanlines(&codec, &row, 1);
    }
    jpeg_finish_decompress(&codec);
    jpeg_destroy_decompress(&codec);
    return picture;
}

Picture decoded_webp(const std::string& bytes) {
    int width = 0;
    int height = 0;
    EXPECT_TRUE(WebPGetInfo(as_bytes(bytes).data(), bytes.size(), &width, &height));
    Picture picture{{static_cast<std::uint32_t>(width), static_cast<std::uint32_t>(height)}, Ink::rgb};
    EXPECT_TRUE(WebPDecodeRGBAInto(as_bytes(bytes).data(), bytes.size(), picture.bytes().data(), picture.bytes().size(),
                                   static_cast<int>(picture.row_bytes())));
    return picture;
}

}  // namespace

RenderedImage render_photo(std::string_view name) {
    auto image = async::run(renderer().render(photo_path(name)));
    EXPECT_TRUE(image) << name << ": " << image.error().code().slug << ", " << image.error().note();
    return image ? std::move(*image) : RenderedImage{};
}

Result<RenderedImage> render_bytes(std::string_view bytes, RendererOptions options) {
    std::string path = std::filesystem::temp_directory_path() / "instante-upload-XXXXXX";
    const int file = ::mkstemp(path.data());
    EXPECT_GE(file, 0);
    ::close(file);
    std::ofstream{path, std::ios::binary} << bytes;
    const auto own = make_vips_renderer(options);
    auto image = async::run(own->render(path));
    std::filesystem::remove(path);
    return image;
}

const RenderedRendition& find(const RenderedImage& image, RenditionName name, Format format) {
    const auto found = std::ranges::find_if(
        image.renditions, [=](const RenderedRendition& each) { return each.name == name && each.format == format; });
    if (found == image.renditions.end()) throw std::logic_error{"no such rendition"};
    return *found;
}

Picture decoded(const RenderedRendition& rendition) {
    return rendition.format == Format::jpeg ? decoded_jpeg(rendition.content) : decoded_webp(rendition.content);
}

Picture decoded(const RenderedImage& image, RenditionName name, Format format) {
    return decoded(find(image, name, format));
}

double mean_difference(const Picture& left, const Picture& right) {
    if (left.size() != right.size()) return 255;
    double sum = 0;
    for (std::size_t i = 0; i < left.bytes().size(); ++i)
        if (i % pixel_bytes != 3) sum += std::abs(left.bytes()[i] - right.bytes()[i]);
    return sum / static_cast<double>(pixels(left.size()).count * 3);
}

Pixel pixel_at(const Picture& picture, std::uint32_t x, std::uint32_t y) {
    const auto pixel = picture.row(y).subspan(x * pixel_bytes, pixel_bytes);
    return {pixel[0], pixel[1], pixel[2], pixel[3]};
}

}  // namespace instante::resize_image
