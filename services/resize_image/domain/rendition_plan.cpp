#include "resize_image/domain/rendition_plan.hpp"

#include <algorithm>
#include <cmath>

namespace instante::resize_image {
namespace {

constexpr std::uint32_t square_side = 150;

std::uint32_t scaled(std::uint32_t side, double factor) {
    return std::max<std::uint32_t>(1, static_cast<std::uint32_t>(std::lround(side * factor)));
}

Extent fitted(Extent original, std::uint32_t width) {
    width = std::min(width, original.width);
    const auto height = scaled(original.height, double(width) / original.width);
    if (height <= longest_side) return {width, height};
    return {scaled(original.width, double(longest_side) / original.height), longest_side};
}

Extent base_for(Extent original, Extent largest, std::uint32_t square) {
    if (shorter_side(largest) >= square) return largest;
    const double factor = double(square) / shorter_side(original);
    return {scaled(original.width, factor), scaled(original.height, factor)};
}

}  // namespace

Extent RenditionPlan::size(RenditionName name) const {
    switch (name) {
        case RenditionName::w1080:
            return w1080;
        case RenditionName::w640:
            return w640;
        case RenditionName::w320:
            return w320;
        case RenditionName::square150:
            return square;
    }
    return {};
}

RenditionPlan plan_renditions(Extent original) {
    const auto side = std::min(square_side, shorter_side(original));
    RenditionPlan plan{.w1080 = fitted(original, 1080),
                       .w640 = fitted(original, 640),
                       .w320 = fitted(original, 320),
                       .square = {side, side},
                       .base = {}};
    plan.base = base_for(original, plan.w1080, side);
    return plan;
}

}  // namespace instante::resize_image
