#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "core/time.hpp"

namespace instante::authentication {

/// A key of ours that signs access tokens, as it is kept.
struct StoredKey {
    std::string kid;
    std::string seed;  ///< the secret, base64url
    core::Timestamp created_at{};

    friend bool operator==(const StoredKey&, const StoredKey&) = default;
};

inline constexpr std::chrono::milliseconds key_lifetime{std::chrono::days{30}};
/// A key is published so long after another took its place: longer than the tokens it signed live.
inline constexpr std::chrono::milliseconds key_afterlife{std::chrono::hours{24}};

/// What is to be done with `keys` (oldest first) `now`.
struct KeyPlan {
    bool make_new = false;
    std::vector<std::string> retired;  ///< kids to be forgotten
};
KeyPlan plan_keys(const std::vector<StoredKey>& keys, core::Timestamp now);

}  // namespace instante::authentication
