#pragma once

#include <optional>
#include <string>
#include <vector>

#include "notification/domain/ids.hpp"
#include "notification/domain/notification.hpp"

namespace instante::notification {

/// Where a push goes.
struct Device {
    std::string token;  ///< FCM's registration token
    friend bool operator==(const Device&, const Device&) = default;
};

/// One of an audience, with the devices that can be pushed to.
struct Recipient {
    UserId id;
    std::string lang;
    std::vector<Device> devices;

    friend bool operator==(const Recipient&, const Recipient&) = default;
};

/// A part of an audience: who comes after `asked` (empty: from the beginning), and where to go on (nothing: that was all).
struct AudiencePage {
    NotificationId notification;
    std::string asked;
    std::vector<Recipient> recipients;
    std::optional<std::string> next;
};

}  // namespace instante::notification
