#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "authentication/domain/fields.hpp"
#include "authentication/domain/ids.hpp"

namespace instante::authentication {

/// Devices of one user; one more drops the oldest.
inline constexpr std::size_t device_limit = 20;

enum class DeviceKind : std::uint8_t { fcm = 0, webpush = 1 };

/// Where a push for a session goes. `token` is what makes it unique: a registration token (FCM), or a subscription's endpoint
/// (RFC 8030).
struct Device {
    DeviceKind kind = DeviceKind::fcm;
    std::string token;
    std::string p256dh;  ///< web push: the browser's public key, base64url (RFC 8291)
    std::string auth;    ///< web push: its secret, base64url

    friend bool operator==(const Device&, const Device&) = default;
};

/// A device that a push service knows no more.
struct InvalidDevice {
    UserId user;
    DeviceKind kind = DeviceKind::fcm;
    std::string token;
};

/// Notes what cannot be pushed to; `field` is the token's or the subscription's name on the wire.
void check_device(const Device& device, std::string_view field, FieldErrors& errors);

}  // namespace instante::authentication
