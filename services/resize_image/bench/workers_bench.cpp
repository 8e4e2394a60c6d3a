// How many JPEG sets (1080, 640 and 320 wide, and the square) so many workers make of a photo in a second.
//   bench_resize_image_workers PHOTO SECONDS WORKERS       prints {"per_second": …, "count": …, "bytes": …}
#include <atomic>
#include <chrono>
#include <thread>

#include "bench.hpp"

namespace {

using namespace instante::resize_image;
using Clock = std::chrono::steady_clock;

/// How many were made, until the last that was begun in `time` is done.
int make_sets(bench::Bytes file, const ImageHeader& header, std::chrono::seconds time, int workers) {
    std::atomic<int> done{0};
    const auto end = Clock::now() + time;
    std::vector<std::jthread> threads;
    for (int i = 0; i < workers; ++i)
        threads.emplace_back([&] {
            for (; Clock::now() < end; ++done) bench::render_jpeg_set(file, header);
        });
    threads.clear();
    return done;
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 4) {
        std::fprintf(stderr, "usage: bench_resize_image_workers PHOTO SECONDS WORKERS\n");
        return 2;
    }
    const auto file = bench::expect(MappedFile::open(arguments[1]));
    const auto header = bench::expect(read_image_header(file.bytes()));
    const auto bytes = bench::render_jpeg_set(file.bytes(), header);  // and everything is warm
    const auto begin = Clock::now();
    const int made = make_sets(file.bytes(), header, std::chrono::seconds{std::atoi(arguments[2])}, std::atoi(arguments[3]));
    const double took = std::chrono::duration<double>(Clock::now() - begin).count();
    std::printf("{\"per_second\": %.3f, \"count\": %d, \"bytes\": %zu}\n", made / took, made + 1, bytes);
}
