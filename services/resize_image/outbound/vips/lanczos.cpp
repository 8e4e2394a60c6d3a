#include "resize_image/outbound/vips/lanczos.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <numeric>

// The two loops below are written for clang's vectoriser and compiled twice: for every x86-64, and for those that have AVX2 and
// FMA (all sold since 2013), chosen when the program runs.
namespace instante::resize_image {
namespace {

constexpr double lobes = 3.0;
constexpr double smallest_weight = 1e-6;  // so that a side that keeps its length is copied
constexpr std::size_t block = 64;         // channel values summed up at a time, in registers

/// One row: the sum of `rows[t]`, each times `weights[t]`.
[[gnu::always_inline]] inline void blend_rows(const std::uint8_t* const* rows, std::span<const float> weights, float* out,
                                              std::size_t count) {
    for (std::size_t at = 0; at < count; at += block) {
        const std::size_t length = std::min(block, count - at);
        std::array<float, block> sum{};
        for (std::size_t t = 0; t < weights.size(); ++t) {
            const float weight = weights[t];
            const std::uint8_t* row = rows[t] + at;
            if (length == block) {
                for (std::size_t i = 0; i < block; ++i) sum[i] += weight * static_cast<float>(row[i]);
            } else {
                for (std::size_t i = 0; i < length; ++i) sum[i] += weight * static_cast<float>(row[i]);
            }
        }
        std::copy_n(sum.begin(), length, out + at);
    }
}

/// One pixel: the sum of the pixels from `in`, each times its weight, rounded.
[[gnu::always_inline]] inline void blend_pixels(const float* in, std::span<const float> weights, std::uint8_t* out) {
    std::array<float, pixel_bytes> sum{};
    for (const float weight : weights) {
        for (std::size_t c = 0; c < pixel_bytes; ++c) sum[c] += weight * in[c];
        in += pixel_bytes;
    }
    for (std::size_t c = 0; c < pixel_bytes; ++c) out[c] = static_cast<std::uint8_t>(std::clamp(sum[c] + 0.5f, 0.0f, 255.0f));
}

[[gnu::always_inline]] inline void blend_across(const float* in, const Kernel& kernel, std::span<std::uint8_t> out) {
    for (std::uint32_t x = 0; x < out.size() / pixel_bytes; ++x) {
        blend_pixels(in + kernel.first(x) * pixel_bytes, kernel.weights(x), &out[x * pixel_bytes]);
    }
}

struct Loops {
    void (*rows)(const std::uint8_t* const*, std::span<const float>, float*, std::size_t);
    void (*across)(const float*, const Kernel&, std::span<std::uint8_t>);
};

#if defined(__x86_64__)
[[gnu::target("avx2,fma")]] void blend_rows_avx2(const std::uint8_t* const* rows, std::span<const float> weights, float* out,
                                                 std::size_t count) {
    blend_rows(rows, weights, out, count);
}
[[gnu::target("avx2,fma")]] void blend_across_avx2(const float* in, const Kernel& kernel, std::span<std::uint8_t> out) {
    blend_across(in, kernel, out);
}
#endif

Loops best_loops() {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return {blend_rows_avx2, blend_across_avx2};
#endif
    return {[](const std::uint8_t* const* rows, std::span<const float> weights, float* out, std::size_t count) {
                blend_rows(rows, weights, out, count);
            },
            [](const float* in, const Kernel& kernel, std::span<std::uint8_t> out) { blend_across(in, kernel, out); }};
}

const Loops& loops() {
    static const Loops best = best_loops();
    return best;
}

double lanczos(double x) {
    if (x == 0.0) return 1.0;
    if (std::abs(x) >= lobes) return 0.0;
    const double angle = std::numbers::pi * x;
    return lobes * std::sin(angle) * std::sin(angle / lobes) / (angle * angle);
}

/// The pixels that make up one pixel, without those of no weight at the ends.
struct Parts {
    std::uint32_t first;
    std::vector<double> weights;
};

Parts parts_of(std::uint32_t i, std::uint32_t from, double step) {
    const double stretch = std::max(1.0, step);  // a reduction must not skip pixels
    const double radius = lobes * stretch;
    const double centre = (i + 0.5) * step - 0.5;
    auto first = static_cast<std::uint32_t>(std::max(0.0, std::ceil(centre - radius)));
    const auto last = static_cast<std::uint32_t>(std::min(from - 1.0, std::floor(centre + radius)));
    const auto weight = [=](std::uint32_t at) { return lanczos((at - centre) / stretch); };
    while (first < last && std::abs(weight(first)) < smallest_weight) ++first;
    Parts parts{first, {}};
    for (auto at = first; at <= last; ++at) parts.weights.push_back(weight(at));
    while (parts.weights.size() > 1 && std::abs(parts.weights.back()) < smallest_weight) parts.weights.pop_back();
    const double sum = std::accumulate(parts.weights.begin(), parts.weights.end(), 0.0);
    for (auto& part : parts.weights) part /= sum;
    return parts;
}

}  // namespace

Kernel::Kernel(std::uint32_t from, std::uint32_t to) {
    const double step = double(from) / to;
    std::vector<Parts> all(to);
    for (std::uint32_t i = 0; i < to; ++i) {
        all[i] = parts_of(i, from, step);
        taps_ = std::max(taps_, all[i].weights.size());
    }
    weights_.resize(to * taps_);
    for (std::uint32_t i = 0; i < to; ++i) {
        first_.push_back(std::min(all[i].first, from - static_cast<std::uint32_t>(taps_)));
        const auto lead = all[i].first - first_[i];
        std::ranges::transform(all[i].weights, weights_.begin() + static_cast<std::ptrdiff_t>(i * taps_ + lead),
                               [](double part) { return static_cast<float>(part); });
    }
}

Lanczos::Lanczos(Extent from, Extent to)
    : across_(from.width, to.width), down_(from.height, to.height), blended_(from.width * pixel_bytes) {}

void Lanczos::make_row(std::uint32_t y, std::span<const std::uint8_t* const> rows, std::span<std::uint8_t> out) {
    loops().rows(rows.data(), down_.weights(y), blended_.data(), blended_.size());
    loops().across(blended_.data(), across_, out);
}

Resizer::Resizer(Extent from, Extent to, Ink ink)
    : lanczos_(from, to),
      row_bytes_(from.width * pixel_bytes),
      held_(lanczos_.taps() * row_bytes_),
      rows_(lanczos_.taps()),
      out_(to, ink) {}

void Resizer::push() {
    ++pushed_;
    while (made_ < out_.size().height && lanczos_.first_row(made_) + lanczos_.taps() <= pushed_) {
        for (std::size_t t = 0; t < rows_.size(); ++t) rows_[t] = held(lanczos_.first_row(made_) + t);
        lanczos_.make_row(made_, rows_, out_.row(made_));
        ++made_;
    }
}

Picture resized(const Picture& picture, Extent to) {
    if (picture.size() == to) return picture.copy();
    Lanczos lanczos{picture.size(), to};
    Picture out{to, picture.ink()};
    std::vector<const std::uint8_t*> rows(lanczos.taps());
    for (std::uint32_t y = 0; y < to.height; ++y) {
        for (std::size_t t = 0; t < rows.size(); ++t)
            rows[t] = picture.row(lanczos.first_row(y) + static_cast<std::uint32_t>(t)).data();
        lanczos.make_row(y, rows, out.row(y));
    }
    return out;
}

}  // namespace instante::resize_image
