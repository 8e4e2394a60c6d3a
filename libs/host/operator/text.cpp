#include "host/operator/text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>

#include "core/text.hpp"

namespace instante::host {
namespace {

constexpr std::string_view gap = "  ";

std::size_t width_of(std::string_view text) {
    return core::count_code_points(text).value_or(text.size());
}

}  // namespace

std::string Columns::render() const {
    std::vector<std::size_t> widths;
    for (const auto& row : rows_) {
        widths.resize(std::max(widths.size(), row.size()));
        for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width_of(row[i]));
    }
    std::string text;
    for (const auto& row : rows_) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            text += row[i];
            if (i + 1 < row.size()) text.append(widths[i] - width_of(row[i]), ' ').append(gap);
        }
        text += '\n';
    }
    return text;
}

std::string show(core::Bytes size) {
    constexpr std::array units{"kB", "MB", "GB", "TB"};
    constexpr double step = 1000;
    if (size.count < 1000) return std::to_string(size.count) + " B";
    auto value = static_cast<double>(size.count) / step;
    std::size_t unit = 0;
    for (; value >= step && unit + 1 < units.size(); ++unit) value /= step;
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.1f %s", value, units[unit]);
    return text.data();
}

std::string counted(std::size_t count, std::string_view thing) {
    return std::to_string(count).append(" ").append(thing).append(count == 1 ? "" : "s");
}

std::string on_one_line(std::string_view text) {
    std::string line{text};
    std::ranges::replace_if(line, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }, ' ');
    // U+0080 to U+009F, two bytes each: some terminals obey them as well.
    for (std::size_t i = 0; i + 1 < line.size(); ++i)
        if (line[i] == '\xC2' && static_cast<unsigned char>(line[i + 1]) < 0xA0) line[i] = line[i + 1] = ' ';
    return line;
}

std::string first_of(const Given& given, std::string_view name) {
    const auto found = given.find(name);
    return found == given.end() || found->second.empty() ? std::string{} : found->second.front();
}

bool was_given(const Given& given, std::string_view name) {
    return given.contains(name);
}

}  // namespace instante::host
