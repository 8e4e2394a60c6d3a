#include <algorithm>
#include <cstring>
#include <optional>
#include <utility>

#include "resize_image/domain/byte_reader.hpp"
#include "resize_image/domain/errors.hpp"
#include "resize_image/outbound/vips/libjpeg.hpp"
#include "resize_image/outbound/vips/source.hpp"

namespace instante::resize_image {
namespace {

constexpr int exif_marker = JPEG_APP0 + 1;
constexpr int profile_marker = JPEG_APP0 + 2;
constexpr unsigned longest_segment = 0xFFFF;
constexpr unsigned largest_shrink = 8;
constexpr int most_scans = 100;  // encoders write about ten, and each costs a walk over the whole picture

class JpegSource final : public Source {
public:
    explicit JpegSource(Deadline deadline) {
        progress_.deadline = deadline;
        progress_.progress_monitor = check_cost;
        codec_.err = errors_.manager();
        codec_.client_data = &errors_;
    }
    ~JpegSource() override { jpeg_destroy_decompress(&codec_); }
    JpegSource(const JpegSource&) = delete;
    JpegSource& operator=(const JpegSource&) = delete;

    Result<void> open(std::span<const std::uint8_t> file) {
        const bool read = errors_.guarded([this, file] {
            jpeg_create_decompress(&codec_);
            codec_.progress = &progress_;
            jpeg_mem_src(&codec_, file.data(), file.size());
            jpeg_save_markers(&codec_, exif_marker, longest_segment);
            jpeg_save_markers(&codec_, profile_marker, longest_segment);
            jpeg_read_header(&codec_, TRUE);
        });
        if (!read) return failure();
        const bool inks = codec_.jpeg_color_space == JCS_CMYK || codec_.jpeg_color_space == JCS_YCCK;
        codec_.out_color_space = inks ? JCS_CMYK : JCS_EXT_RGBX;
        info_.size = {codec_.image_width, codec_.image_height};
        info_.ink = inks ? Ink::cmyk : Ink::rgb;
        info_.orientation = read_orientation();
        return read_profile();
    }

    [[nodiscard]] const SourceInfo& info() const override { return info_; }

    Result<Extent> start(Extent least) override {
        unsigned shrink = 1;
        while (shrink < largest_shrink && least.width * shrink * 2 <= info_.size.width &&
               least.height * shrink * 2 <= info_.size.height)
            shrink *= 2;
        const bool started = errors_.guarded([this, shrink] {
            codec_.scale_num = 1;
            codec_.scale_denom = shrink;
            jpeg_start_decompress(&codec_);
        });
        if (!started) return failure();
        return Extent{codec_.output_width, codec_.output_height};
    }

    Result<void> read_row(std::span<std::uint8_t> row) override {
        const bool read = errors_.guarded([this, row] {
            JSAMPROW out = row.data();
            jpeg_read_scanlines(&codec_, &out, 1);
        });
        if (!read) return failure();
        // Adobe writes its CMYK upside down, and everybody followed.
        if (info_.ink == Ink::cmyk && codec_.saw_Adobe_marker)
            for (auto& value : row) value = static_cast<std::uint8_t>(255 - value);
        return {};
    }

    Result<void> finish() override {
        if (!errors_.guarded([this] { jpeg_finish_decompress(&codec_); })) return failure();
        return {};
    }

private:
    struct Progress : jpeg_progress_mgr {
        Deadline deadline;
    };

    static void check_cost(j_common_ptr codec) {
        if (reinterpret_cast<j_decompress_ptr>(codec)->input_scan_number > most_scans)
            static_cast<JpegErrors*>(codec->client_data)->stop("it has too many scans");
        if (std::chrono::steady_clock::now() < static_cast<Progress*>(codec->progress)->deadline) return;
        static_cast<JpegErrors*>(codec->client_data)->stop("it took too long");
    }

    [[nodiscard]] core::Error failure() const { return core::Error{does_not_decode, "libjpeg: " + errors_.message()}; }

    [[nodiscard]] Orientation read_orientation() const {
        for (auto* marker = codec_.marker_list; marker != nullptr; marker = marker->next) {
            const std::span<const std::uint8_t> segment{marker->data, marker->data_length};
            constexpr std::string_view exif{"Exif\0\0", 6};
            if (marker->marker == exif_marker && ByteReader::starts_with(segment, exif))
                return exif_orientation(segment.subspan(exif.size()));
        }
        return Orientation::upright;
    }

    Result<void> read_profile() {
        JOCTET* data = nullptr;
        unsigned length = 0;
        if (!errors_.guarded([this, &data, &length] { jpeg_read_icc_profile(&codec_, &data, &length); })) return failure();
        if (data != nullptr) info_.profile.assign(reinterpret_cast<const char*>(data), length);
        std::free(data);
        return {};
    }

    JpegErrors errors_;
    Progress progress_{};
    jpeg_decompress_struct codec_{};
    SourceInfo info_;
};

}  // namespace

Result<std::unique_ptr<Source>> open_jpeg(std::span<const std::uint8_t> file, Deadline deadline) {
    auto source = std::make_unique<JpegSource>(deadline);
    if (auto opened = source->open(file); !opened) return opened.error();
    return std::unique_ptr<Source>{std::move(source)};
}

}  // namespace instante::resize_image
