#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "notification/domain/ids.hpp"
#include "notification/domain/notification.hpp"

namespace instante::notification {

/// Asks for the people of an audience after `cursor` (empty: from the beginning).
struct AudienceAsked {
    NotificationId notification;
    Audience audience;
    std::string cursor;

    friend bool operator==(const AudienceAsked&, const AudienceAsked&) = default;
};

/// A device that the push service knows no more.
struct GoneDevice {
    UserId user;
    std::string token;

    friend bool operator==(const GoneDevice&, const GoneDevice&) = default;
};
struct DevicesGone {
    std::vector<GoneDevice> devices;
};

/// Nothing of a deleted person is left here.
struct UserPurged {
    UserId user;
};

/// What others are told or asked, written together with the change that causes it.
using Announcement = std::variant<AudienceAsked, DevicesGone, UserPurged>;

}  // namespace instante::notification
