#include "resize_image/domain/blurhash.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <string_view>
#include <vector>

namespace instante::resize_image {
namespace {

constexpr unsigned components_x = 4;
constexpr unsigned components_y = 3;
constexpr std::string_view digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~";

using Colour = std::array<float, 3>;

std::array<float, 256> make_linear_table() {
    std::array<float, 256> table{};
    for (std::size_t i = 0; i < table.size(); ++i) {
        const float v = static_cast<float>(i) / 255.0f;
        table[i] = v <= 0.04045f ? v / 12.92f : std::pow((v + 0.055f) / 1.055f, 2.4f);
    }
    return table;
}

float to_linear(std::uint8_t value) {
    static const auto table = make_linear_table();
    return table[value];
}

unsigned to_srgb(float value) {
    const float v = std::clamp(value, 0.0f, 1.0f);
    const float encoded = v <= 0.0031308f ? v * 12.92f : 1.055f * std::pow(v, 1.0f / 2.4f) - 0.055f;
    return static_cast<unsigned>(encoded * 255.0f + 0.5f);
}

/// cos(π·k·i/n), for `count` values of k.
std::vector<float> cosines(unsigned count, std::uint32_t n) {
    std::vector<float> table(std::size_t{count} * n);
    for (unsigned k = 0; k < count; ++k)
        for (std::uint32_t i = 0; i < n; ++i)
            table[std::size_t{k} * n + i] =
                std::cos(std::numbers::pi_v<float> * static_cast<float>(k * i) / static_cast<float>(n));
    return table;
}

std::array<Colour, components_x * components_y> transform(std::span<const std::uint8_t> rgb, Extent size) {
    const auto across = cosines(components_x, size.width);
    const auto down = cosines(components_y, size.height);
    std::array<Colour, components_x * components_y> factors{};
    for (std::uint32_t y = 0; y < size.height; ++y) {
        for (std::uint32_t x = 0; x < size.width; ++x) {
            const auto* pixel = &rgb[(std::size_t{y} * size.width + x) * 3];
            const Colour colour{to_linear(pixel[0]), to_linear(pixel[1]), to_linear(pixel[2])};
            for (std::size_t k = 0; k < factors.size(); ++k) {
                const float basis = across[k % components_x * size.width + x] * down[k / components_x * size.height + y];
                for (std::size_t c = 0; c < 3; ++c) factors[k][c] += basis * colour[c];
            }
        }
    }
    for (std::size_t k = 0; k < factors.size(); ++k)
        for (auto& channel : factors[k]) channel *= (k == 0 ? 1.0f : 2.0f) / static_cast<float>(pixels(size).count);
    return factors;
}

void append_base83(std::string& out, unsigned value, unsigned length) {
    unsigned divisor = 1;
    for (unsigned i = 1; i < length; ++i) divisor *= 83;
    for (; divisor > 0; divisor /= 83) out += digits[value / divisor % 83];
}

/// −maximum…maximum as 0…18, finer around nought.
unsigned quantised(float value, float maximum) {
    const float ratio = value / maximum;
    const float root = std::copysign(std::sqrt(std::abs(ratio)), ratio);
    return static_cast<unsigned>(std::clamp(std::floor(root * 9.0f + 9.5f), 0.0f, 18.0f));
}

}  // namespace

std::string blurhash(std::span<const std::uint8_t> rgb, Extent size) {
    const auto factors = transform(rgb, size);
    float largest = 0;
    for (std::size_t k = 1; k < factors.size(); ++k)
        for (const float channel : factors[k]) largest = std::max(largest, std::abs(channel));
    const auto scale = static_cast<unsigned>(std::clamp(std::floor(largest * 166.0f - 0.5f), 0.0f, 82.0f));
    const float maximum = static_cast<float>(scale + 1) / 166.0f;

    std::string hash;
    append_base83(hash, components_x - 1 + (components_y - 1) * 9, 1);
    append_base83(hash, scale, 1);
    append_base83(hash, to_srgb(factors[0][0]) << 16 | to_srgb(factors[0][1]) << 8 | to_srgb(factors[0][2]), 4);
    for (std::size_t k = 1; k < factors.size(); ++k) {
        const auto& [red, green, blue] = factors[k];
        append_base83(hash, quantised(red, maximum) * 19 * 19 + quantised(green, maximum) * 19 + quantised(blue, maximum), 2);
    }
    return hash;
}

}  // namespace instante::resize_image
