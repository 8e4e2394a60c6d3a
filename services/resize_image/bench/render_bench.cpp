// What one photo costs, in milliseconds of CPU, against the floor: libjpeg-turbo's decode at half scale, which nobody who reads
// the photo can avoid. Best of several runs, since other processes only ever add.
//   bench_resize_image [PHOTO…]       without arguments: 12mp.jpg and 1mp.jpg
#include <ctime>

#include <algorithm>
#include <functional>

#include "bench.hpp"
#include "resize_image/outbound/vips/libjpeg.hpp"

namespace {

using namespace instante::resize_image;
using namespace instante::resize_image::bench;

constexpr int runs = 15;

double cpu_ms() {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

double best_of_runs(const std::function<void()>& work) {
    double best = 1e9;
    for (int i = 0; i < runs; ++i) {
        const double begun = cpu_ms();
        work();
        best = std::min(best, cpu_ms() - begun);
    }
    return best;
}

/// libjpeg-turbo alone: half scale, into one row that is written over and over.
void decode_at_half(Bytes file) {
    jpeg_decompress_struct codec{};
    jpeg_error_mgr errors{};
    codec.err = jpeg_std_error(&errors);
    jpeg_create_decompress(&codec);
    jpeg_mem_src(&codec, file.data(), file.size());
    jpeg_read_header(&codec, TRUE);
    codec.scale_num = 1;
    codec.scale_denom = 2;
    jpeg_start_decompress(&codec);
    std::vector<JSAMPLE> row(std::size_t{codec.output_width} * static_cast<unsigned>(codec.output_components));
    JSAMPROW out = row.data();
    while (codec.output_scanline < codec.output_height) jpeg_read_scanlines(&codec, &out, 1);
    jpeg_finish_decompress(&codec);
    jpeg_destroy_decompress(&codec);
}

void measure(const std::filesystem::path& path) {
    const auto file = expect(MappedFile::open(path));
    const auto header = expect(read_image_header(file.bytes()));
    const auto sizes = all_sizes(file.bytes(), header);
    std::size_t jpeg_bytes = 0;
    std::size_t webp_bytes = 0;
    const double floor = header.container == Container::jpeg ? best_of_runs([&] { decode_at_half(file.bytes()); }) : 0;
    const auto show = [floor](const char* what, double ms) {
        std::printf("  %-36s %7.1f ms", what, ms);
        if (floor > 0) std::printf("   %5.2f × floor", ms / floor);
        std::printf("\n");
    };

    std::printf("%s (%u×%u)\n", path.filename().c_str(), header.size.width, header.size.height);
    if (floor > 0) show("floor: libjpeg-turbo at half scale", floor);
    show("decode and resize to 1080", best_of_runs([&] { expect(decode_picture(file.bytes(), header, any_size, never)); }));
    show("decode and resize to all four", best_of_runs([&] { all_sizes(file.bytes(), header); }));
    show("encode four JPEG", best_of_runs([&] {
             jpeg_bytes = 0;
             for (const auto& picture : sizes) jpeg_bytes += expect(encode_jpeg(picture)).size();
         }));
    show("encode four WebP", best_of_runs([&] {
             webp_bytes = 0;
             for (const auto& picture : sizes) webp_bytes += expect(encode_webp(picture)).size();
         }));
    show("four JPEG, from file to bytes", best_of_runs([&] { render_jpeg_set(file.bytes(), header); }));
    show("all eight, from file to bytes", best_of_runs([&] { expect(render_picture(file.bytes(), header, any_size, never)); }));
    std::printf("  %zu kB of JPEG, %zu kB of WebP\n", jpeg_bytes / 1000, webp_bytes / 1000);
}

}  // namespace

int main(int count, char** arguments) {
    const std::vector<std::filesystem::path> given(arguments + 1, arguments + count);
    const std::filesystem::path photos = INSTANTE_SOURCE_DIR "/tests/photos";
    for (const auto& photo : given.empty() ? std::vector{photos / "12mp.jpg", photos / "1mp.jpg"} : given) measure(photo);
}
