#pragma once

#include "core/ids.hpp"

namespace instante::authentication {

using UserId = core::Id<struct UserTag>;
using SessionId = core::Id<struct SessionTag>;
using FollowId = core::Id<struct FollowTag>;
using ImageId = core::Id<struct ImageTag>;
using NotificationId = core::Id<struct NotificationTag>;

}  // namespace instante::authentication
