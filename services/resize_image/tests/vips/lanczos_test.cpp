#include "resize_image/outbound/vips/lanczos.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

namespace instante::resize_image {
namespace {

Picture made_of(Extent size, auto value_at) {
    Picture picture{size, Ink::rgb};
    for (std::uint32_t y = 0; y < size.height; ++y)
        for (std::uint32_t x = 0; x < size.width * pixel_bytes; ++x)
            picture.row(y)[x] = static_cast<std::uint8_t>(value_at(x / pixel_bytes, y));
    return picture;
}

TEST(Kernel, HasWeightsThatAddUpToOne) {
    for (const auto& [from, to] : {std::pair{4000u, 1080u}, {1080u, 640u}, {40u, 150u}, {7u, 1u}, {1u, 1u}, {80'000u, 12u}}) {
        const Kernel kernel{from, to};
        for (std::uint32_t i = 0; i < to; ++i) {
            const auto weights = kernel.weights(i);
            EXPECT_NEAR(std::accumulate(weights.begin(), weights.end(), 0.0), 1.0, 1e-4);
            EXPECT_LE(kernel.first(i) + weights.size(), from);
        }
    }
}

TEST(Kernel, CopiesASideThatKeepsItsLength) {
    EXPECT_EQ((Kernel{500, 500}.taps()), 1u);
}

TEST(Lanczos, KeepsOneColourToTheLastBit) {
    const auto grey = made_of({301, 203}, [](auto, auto) { return 137; });
    for (const auto to : {Extent{100, 67}, Extent{1, 1}, Extent{301, 20}, Extent{400, 300}}) {
        const auto other = resized(grey, to);
        for (const auto value : other.bytes()) ASSERT_EQ(value, 137);
    }
}

TEST(Lanczos, KeepsAGradientWhereItIs) {
    const auto gradient = made_of({256, 256}, [](auto x, auto y) { return (x + y) / 2; });
    const auto half = resized(gradient, {128, 128});
    for (std::uint32_t y = 4; y < 124; ++y)
        for (std::uint32_t x = 4; x < 124; ++x) ASSERT_NEAR(half.row(y)[x * pixel_bytes], x + y + 0.5, 1.01) << x << ", " << y;
}

TEST(Lanczos, AveragesAwayWhatIsTooFineToShow) {
    const auto checks = made_of({512, 512}, [](auto x, auto y) { return (x + y) % 2 == 0 ? 0 : 255; });
    const auto small = resized(checks, {128, 128});
    for (std::uint32_t y = 4; y < 124; ++y)
        for (std::uint32_t x = 4; x < 124; ++x) ASSERT_NEAR(small.row(y)[x * pixel_bytes], 127.5, 2);
}

TEST(Lanczos, GivesTheSameRowByRowAsAtOnce) {
    const auto picture = made_of({333, 222}, [](auto x, auto y) { return (x * 7 + y * 13) % 256; });
    Resizer resizer{picture.size(), {100, 67}, Ink::rgb};
    for (std::uint32_t y = 0; y < picture.size().height; ++y) {
        std::ranges::copy(picture.row(y), resizer.next_row().begin());
        resizer.push();
    }
    EXPECT_TRUE(std::ranges::equal(resizer.take().bytes(), resized(picture, {100, 67}).bytes()));
}

}  // namespace
}  // namespace instante::resize_image
