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
/// A key is published so long before it signs. Everybody has fetched it by then: other processes of ours look for it every
/// minute, caches keep the key set five minutes, and verifiers fetch it every five.
inline constexpr std::chrono::milliseconds key_notice{std::chrono::minutes{15}};
/// A key is published so long after its successor was made: longer than it signs, and the last token it signed lives.
inline constexpr std::chrono::milliseconds key_afterlife{std::chrono::hours{24}};

/// What is to be done with `keys` (oldest first) `now`.
struct KeyPlan {
    bool make_new = false;
    std::vector<std::string> retired;  ///< kids to be forgotten
};
KeyPlan plan_keys(const std::vector<StoredKey>& keys, core::Timestamp now);

/// The one of `keys` (oldest first, at least one) that signs `now`: the newest that was published for `key_notice`, and where
/// none was, as on a fresh installation, the oldest.
const StoredKey& signer_of(const std::vector<StoredKey>& keys, core::Timestamp now);

}  // namespace instante::authentication
