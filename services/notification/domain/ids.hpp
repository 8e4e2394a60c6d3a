#pragma once

#include "core/ids.hpp"

namespace instante::notification {

using UserId = core::Id<struct UserTag>;
using PublicationId = core::Id<struct PublicationTag>;
/// Of a notification, and of its entry in every inbox: orders inboxes by time.
using NotificationId = core::Id<struct NotificationTag>;

}  // namespace instante::notification
