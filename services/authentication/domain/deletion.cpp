#include "authentication/domain/deletion.hpp"

#include <algorithm>
#include <cstdlib>

namespace instante::authentication {

std::string_view to_text(Keeper keeper) {
    switch (keeper) {
        case Keeper::publication:
            return "publication";
        case Keeper::resize_image:
            return "resize-image";
        case Keeper::notification:
            return "notification";
    }
    std::abort();
}

std::optional<Keeper> parse_keeper(std::string_view text) {
    for (const auto keeper : keepers)
        if (to_text(keeper) == text) return keeper;
    return std::nullopt;
}

std::chrono::milliseconds deletion_delay(int announced) {
    constexpr std::chrono::seconds first{10};
    constexpr std::chrono::seconds longest{std::chrono::hours{1}};
    return std::min(longest, first * (1 << std::clamp(announced, 0, 9)));
}

}  // namespace instante::authentication
