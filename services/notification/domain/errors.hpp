#pragma once

#include "core/error.hpp"

namespace instante::notification {

inline constexpr core::Code too_many_streams{core::Kind::rate_limited, "notification/too-many-streams",
                                             "You listen in too many places already"};
/// Told to the operator at start, never to a client.
inline constexpr core::Code bad_fcm_credentials{core::Kind::invalid, "notification/bad-fcm-credentials",
                                                "The credentials for Firebase Cloud Messaging cannot be used"};

}  // namespace instante::notification
