#include <algorithm>
#include <optional>
#include <utility>

#include "resize_image/domain/errors.hpp"
#include "resize_image/outbound/vips/source.hpp"
#include "resize_image/outbound/vips/vips_library.hpp"

namespace instante::resize_image {
namespace {

constexpr std::uint32_t strip_rows = 64;  // asked of libvips at a time

core::Error failure() {
    return core::Error{does_not_decode, "libvips: " + vips_complaint()};
}

/// Opens `file` with the one loader for its container, to be read once from top to bottom. Nothing is decoded yet.
VipsPointer<VipsImage> load(std::span<const std::uint8_t> file, Container container) {
    using Loader = int (*)(void*, size_t, VipsImage**, ...);
    Loader loader = nullptr;
    switch (container) {
        case Container::jpeg:
            return {};
        case Container::png:
            loader = vips_pngload_buffer;
            break;
        case Container::webp:
            loader = vips_webpload_buffer;
            break;
        case Container::gif:
            loader = vips_gifload_buffer;
            break;
        case Container::avif:
        case Container::heic:
            loader = vips_heifload_buffer;
            break;
    }
    VipsPointer<VipsImage> image;
    auto* bytes = const_cast<std::uint8_t*>(file.data());  // libvips only reads it
    const int outcome =
        loader(bytes, file.size(), image.out(), "access", VIPS_ACCESS_SEQUENTIAL, "fail_on", VIPS_FAIL_ON_ERROR, nullptr);
    if (outcome != 0) return {};
    return image;
}

std::uint8_t to_byte(std::uint8_t value) {
    return value;
}
std::uint8_t to_byte(std::uint16_t value) {
    return static_cast<std::uint8_t>((value * 255u + 32'767u) / 65'535u);
}

/// One to four channels of any depth as four bytes: grey is spread, a missing opacity is full.
template <class Value>
void to_four_bytes(const Value* in, int channels, std::span<std::uint8_t> row) {
    const bool grey = channels < 3;
    const bool opacity = channels == 2 || channels == 4;
    for (std::size_t i = 0; i < row.size(); i += pixel_bytes, in += channels) {
        row[i] = to_byte(in[0]);
        row[i + 1] = to_byte(in[grey ? 0 : 1]);
        row[i + 2] = to_byte(in[grey ? 0 : 2]);
        row[i + 3] = opacity ? to_byte(in[channels - 1]) : std::uint8_t{255};
    }
}

class VipsSource final : public Source {
public:
    VipsSource(VipsPointer<VipsImage> image, Deadline deadline) : image_(std::move(image)), deadline_(deadline) {
        auto* image_pointer = image_.get();
        info_.size = {static_cast<std::uint32_t>(vips_image_get_width(image_pointer)),
                      static_cast<std::uint32_t>(vips_image_get_height(image_pointer))};
        info_.orientation = to_orientation(static_cast<unsigned>(vips_image_get_orientation(image_pointer)));
        info_.ink = channels() == 2 || channels() == 4 ? Ink::rgba : Ink::rgb;
        const void* profile = nullptr;
        std::size_t length = 0;
        if (vips_image_get_typeof(image_pointer, VIPS_META_ICC_NAME) != 0 &&
            vips_image_get_blob(image_pointer, VIPS_META_ICC_NAME, &profile, &length) == 0)
            info_.profile.assign(static_cast<const char*>(profile), length);
    }
    ~VipsSource() override {
        region_ = {};
        image_ = {};
        vips_thread_shutdown();  // what libvips keeps for this thread, which is not one of its own
    }
    VipsSource(const VipsSource&) = delete;
    VipsSource& operator=(const VipsSource&) = delete;

    [[nodiscard]] bool is_readable() const {
        const auto format = vips_image_get_format(image_.get());
        return (format == VIPS_FORMAT_UCHAR || format == VIPS_FORMAT_USHORT) && channels() >= 1 && channels() <= 4;
    }

    [[nodiscard]] const SourceInfo& info() const override { return info_; }

    Result<Extent> start(Extent) override {
        region_ = VipsPointer{vips_region_new(image_.get())};
        if (!region_) return failure();
        return info_.size;
    }

    Result<void> read_row(std::span<std::uint8_t> row) override {
        if (next_ == strip_end_) {
            if (auto read = read_strip(); !read) return read;
        }
        const auto* pixels = VIPS_REGION_ADDR(region_.get(), 0, static_cast<int>(next_));
        if (vips_image_get_format(image_.get()) == VIPS_FORMAT_USHORT)
            to_four_bytes(reinterpret_cast<const std::uint16_t*>(pixels), channels(), row);
        else
            to_four_bytes(pixels, channels(), row);
        if (info_.ink == Ink::rgba) premultiply(row);
        ++next_;
        return {};
    }

    Result<void> finish() override { return {}; }

private:
    [[nodiscard]] int channels() const { return vips_image_get_bands(image_.get()); }

    Result<void> read_strip() {
        if (std::chrono::steady_clock::now() > deadline_) return core::Error{does_not_decode, "it took too long"};
        const auto rows = std::min(strip_rows, info_.size.height - next_);
        const VipsRect strip{0, static_cast<int>(next_), static_cast<int>(info_.size.width), static_cast<int>(rows)};
        if (vips_region_prepare(region_.get(), &strip) != 0) return failure();
        strip_end_ = next_ + rows;
        return {};
    }

    VipsPointer<VipsImage> image_;
    VipsPointer<VipsRegion> region_;
    Deadline deadline_;
    SourceInfo info_;
    std::uint32_t next_ = 0;
    std::uint32_t strip_end_ = 0;
};

}  // namespace

Result<std::unique_ptr<Source>> open_vips(std::span<const std::uint8_t> file, Container container, Deadline deadline) {
    start_vips();
    auto image = load(file, container);
    if (!image) return failure();
    auto source = std::make_unique<VipsSource>(std::move(image), deadline);
    if (!source->is_readable()) return core::Error{does_not_decode, "pixels of an unusual kind"};
    return std::unique_ptr<Source>{std::move(source)};
}

}  // namespace instante::resize_image
