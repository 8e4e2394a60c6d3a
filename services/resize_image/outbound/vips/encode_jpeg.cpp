#include <cstdlib>

#include "resize_image/outbound/vips/encode.hpp"
#include "resize_image/outbound/vips/libjpeg.hpp"

namespace instante::resize_image {
namespace {

constexpr int quality = 80;

class JpegEncoder {
public:
    JpegEncoder() {
        codec_.err = errors_.manager();
        codec_.client_data = &errors_;
    }
    ~JpegEncoder() {
        jpeg_destroy_compress(&codec_);
        std::free(bytes_);
    }
    JpegEncoder(const JpegEncoder&) = delete;
    JpegEncoder& operator=(const JpegEncoder&) = delete;

    Result<std::string> encode(const Picture& picture) {
        const bool encoded = errors_.guarded([this, &picture] {
            jpeg_create_compress(&codec_);
            jpeg_mem_dest(&codec_, &bytes_, &length_);
            describe(picture.size());
            jpeg_start_compress(&codec_, TRUE);
            while (codec_.next_scanline < codec_.image_height) {
                auto* row = const_cast<JSAMPLE*>(picture.row(codec_.next_scanline).data());  // libjpeg only reads it
                jpeg_write_scanlines(&codec_, &row, 1);
            }
            jpeg_finish_compress(&codec_);
        });
        if (!encoded) return core::Error{core::internal, "libjpeg: " + errors_.message()};
        return std::string{reinterpret_cast<const char*>(bytes_), length_};
    }

private:
    void describe(Extent size) {
        codec_.image_width = size.width;
        codec_.image_height = size.height;
        codec_.input_components = pixel_bytes;
        codec_.in_color_space = JCS_EXT_RGBX;
        jpeg_set_defaults(&codec_);
        jpeg_set_quality(&codec_, quality, TRUE);
    }

    JpegErrors errors_;
    jpeg_compress_struct codec_{};
    unsigned char* bytes_ = nullptr;
    unsigned long length_ = 0;
};

}  // namespace

Result<std::string> encode_jpeg(const Picture& picture) {
    if (picture.ink() == Ink::rgba) return JpegEncoder{}.encode(on_white(picture));
    return JpegEncoder{}.encode(picture);
}

}  // namespace instante::resize_image
