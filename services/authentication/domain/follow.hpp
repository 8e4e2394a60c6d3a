#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "authentication/domain/ids.hpp"
#include "core/time.hpp"

namespace instante::authentication {

/// At most so many are followed by one.
inline constexpr std::int64_t follow_limit = 7500;
/// Who is followed, left and followed again is told of it once in this time.
inline constexpr std::chrono::milliseconds follow_notice_interval{std::chrono::hours{24}};

enum class FollowState : std::uint8_t { none = 0, active = 1, requested = 2 };

/// The edge between two people. It stays when it has ended, as its own tombstone.
struct Follow {
    FollowId id;  ///< new each time it begins, so that it orders by that time
    UserId follower;
    UserId followee;
    FollowState state = FollowState::none;
    std::int64_t version = 0;  ///< rises with every change
    core::Timestamp created_at{};
    std::optional<core::Timestamp> noticed_at;  ///< when the followed was last told

    friend bool operator==(const Follow&, const Follow&) = default;
};

/// Whether the followed person is to be told of a follow that begins `now`.
inline bool deserves_notice(const Follow& follow, core::Timestamp now) {
    return !follow.noticed_at || now - *follow.noticed_at >= follow_notice_interval;
}

/// How a viewer stands to somebody.
struct Relation {
    bool following = false;
    bool followed_by = false;
    bool requested = false;

    friend bool operator==(const Relation&, const Relation&) = default;
};

}  // namespace instante::authentication
