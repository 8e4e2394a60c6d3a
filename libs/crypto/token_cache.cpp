#include "crypto/token_cache.hpp"

#include <algorithm>

namespace instante::crypto {

TokenCache::TokenCache(std::size_t entries) : sets_(std::max<std::size_t>(1, (entries + 3) / 4)) {}

std::size_t TokenCache::set_of(std::string_view token) const {
    return hash_(token) % sets_.size();
}

std::shared_ptr<const Claims> TokenCache::find(std::string_view token, std::uint64_t generation) const {
    const auto& set = sets_[set_of(token)];
    const std::lock_guard lock{set.mutex};
    for (const auto& entry : set.entries) {
        if (entry.generation == generation && entry.claims && entry.token == token) return entry.claims;
    }
    return nullptr;
}

bool TokenCache::goes_before(const Entry& left, const Entry& right, std::uint64_t generation) {
    const auto worth = [generation](const Entry& entry) {
        return entry.claims && entry.generation == generation ? entry.claims->exp : std::chrono::sys_seconds::min();
    };
    return worth(left) < worth(right);
}

void TokenCache::keep(std::string_view token, std::uint64_t generation, std::shared_ptr<const Claims> claims) {
    Entry fresh{std::string{token}, generation, std::move(claims)};
    auto& set = sets_[set_of(token)];
    const std::lock_guard lock{set.mutex};
    const auto same = [token](const Entry& entry) { return entry.token == token; };
    auto place = std::find_if(set.entries.begin(), set.entries.end(), same);
    if (place == set.entries.end()) {
        const auto first_to_go = [generation](const Entry& left, const Entry& right) {
            return goes_before(left, right, generation);
        };
        place = std::min_element(set.entries.begin(), set.entries.end(), first_to_go);
    }
    std::swap(*place, fresh);  // what goes is freed after the lock
}

}  // namespace instante::crypto
