#include "resize_image/domain/colour_profile.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <optional>

#include "resize_image/domain/byte_reader.hpp"

namespace instante::resize_image {
namespace {

using Bytes = std::span<const std::uint8_t>;

constexpr std::size_t header_bytes = 128;
constexpr std::size_t most_tags = 100;

double s15_fixed16(ByteReader& reader) {
    return static_cast<std::int32_t>(reader.u32_be()) / 65536.0;
}

/// The data of tag `name` (§7.3); empty when there is none.
Bytes find_tag(Bytes profile, std::string_view name) {
    ByteReader table{profile};
    table.skip(header_bytes);
    const std::size_t count = table.u32_be();
    for (std::size_t i = 0; i < count && i < most_tags && table.good(); ++i) {
        const bool found = table.accept(name);
        if (!found) table.skip(4);
        const auto offset = table.u32_be();
        const auto length = table.u32_be();
        if (!found || !table.good()) continue;
        ByteReader data{profile};
        data.skip(offset);
        return data.take(length);
    }
    return {};
}

bool has_primary(Bytes profile, std::string_view name, const std::array<double, 3>& expected) {
    constexpr double tolerance = 0.003;
    ByteReader reader{find_tag(profile, name)};
    if (!reader.accept("XYZ ")) return false;
    reader.skip(4);
    for (const double value : expected)
        if (std::abs(s15_fixed16(reader) - value) > tolerance) return false;
    return reader.good();
}

/// A sampled curve (§10.6) at `x`, 0…1; without samples it is the identity, with one a power.
std::optional<double> sampled_curve(ByteReader reader, double x) {
    const auto count = reader.u32_be();
    if (count == 0) return x;
    if (count == 1) return std::pow(x, reader.u16_be() / 256.0);
    const double position = x * (count - 1.0);
    const auto below = static_cast<std::size_t>(position);
    reader.skip(below * 2);
    const double left = reader.u16_be();
    const double right = position > static_cast<double>(below) ? reader.u16_be() : left;
    if (!reader.good()) return std::nullopt;
    return (left + (right - left) * (position - static_cast<double>(below))) / 65535.0;
}

/// A curve given by a formula (§10.18) at `x`.
std::optional<double> formula_curve(ByteReader reader, double x) {
    constexpr std::array<std::size_t, 5> parameter_counts{1, 3, 4, 5, 7};
    const std::size_t formula = reader.u16_be();
    reader.skip(2);
    if (formula >= parameter_counts.size()) return std::nullopt;
    std::array<double, 7> p{1, 1, 0, 0, 0, 0, 0};  // g a b c d e f
    for (std::size_t i = 0; i < parameter_counts[formula]; ++i) p[i] = s15_fixed16(reader);
    if (!reader.good()) return std::nullopt;
    const auto [g, a, b, c, d, e, f] = p;
    const auto power = [=] { return std::pow(std::max(0.0, a * x + b), g); };
    switch (formula) {
        case 0:
            return std::pow(x, g);
        case 1:
            return a * x + b >= 0 ? power() : 0.0;
        case 2:
            return a * x + b >= 0 ? power() + c : c;
        case 3:
            return x >= d ? power() : c * x;
        default:
            return x >= d ? power() + e : c * x + f;
    }
}

std::optional<double> curve(Bytes tag, double x) {
    ByteReader reader{tag};
    const bool sampled = reader.accept("curv");
    if (!sampled && !reader.accept("para")) return std::nullopt;
    reader.skip(4);
    return sampled ? sampled_curve(reader, x) : formula_curve(reader, x);
}

double srgb_encoded(double linear) {
    return linear <= 0.0031308 ? linear * 12.92 : 1.055 * std::pow(linear, 1 / 2.4) - 0.055;
}

bool has_srgb_curve(Bytes profile, std::string_view name) {
    constexpr double tolerance = 1.0 / 255;
    const auto tag = find_tag(profile, name);
    for (double x = 0; x <= 1; x += 1.0 / 16) {
        const auto linear = curve(tag, x);
        if (!linear || std::abs(srgb_encoded(*linear) - x) > tolerance) return false;
    }
    return true;
}

}  // namespace

std::string_view profile_space(std::string_view profile) {
    return profile.size() < header_bytes ? std::string_view{} : profile.substr(16, 4);
}

bool is_srgb_profile(std::string_view profile) {
    if (profile_space(profile) != "RGB ") return false;
    const Bytes bytes{reinterpret_cast<const std::uint8_t*>(profile.data()), profile.size()};
    if (!find_tag(bytes, "A2B0").empty()) return false;  // a table, which wins over primaries and curves
    // The primaries of IEC 61966-2-1, adapted to D50.
    return has_primary(bytes, "rXYZ", {0.4361, 0.2225, 0.0139}) && has_primary(bytes, "gXYZ", {0.3851, 0.7169, 0.0971}) &&
           has_primary(bytes, "bXYZ", {0.1431, 0.0606, 0.7141}) && has_srgb_curve(bytes, "rTRC") &&
           has_srgb_curve(bytes, "gTRC") && has_srgb_curve(bytes, "bTRC");
}

}  // namespace instante::resize_image
