#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "core/time.hpp"
#include "notification/domain/ids.hpp"
#include "notification/domain/notification.hpp"

namespace instante::notification {

/// What a device shows.
struct PushMessage {
    std::string token;
    NotificationId notification;  ///< one that comes again replaces the first on screen
    Type type = Type::publication;
    UserId actor;
    std::optional<PublicationId> publication;
    std::string title;
    std::string body;
    std::string image;  ///< a key; empty when there is none
};

/// What the push service made of it.
struct Delivered {};
/// It knows this device no more.
struct DeviceGone {};
/// Not now. `after` is its own wish, where it had one.
struct NotNow {
    std::optional<std::chrono::seconds> after;
    std::string reason;
};
/// Not like this: never to be tried again.
struct Refused {
    std::string reason;
};
using PushAnswer = std::variant<Delivered, DeviceGone, NotNow, Refused>;

/// One push that is owed: at most one for a notification and a device.
struct PushKey {
    NotificationId notification;
    std::string token;

    friend auto operator<=>(const PushKey&, const PushKey&) = default;
};

struct Push {
    PushKey key;
    UserId user;
    std::string lang;
    int attempt = 0;  ///< failed ones
    core::Timestamp due{};

    friend bool operator==(const Push&, const Push&) = default;
};

/// How long to wait after failed attempt `attempt` (0-based): 1 s doubling to 5 min, or what the service wishes, up to an hour.
/// `seed` spreads those that failed together, so that they do not come back together.
std::chrono::milliseconds push_delay(int attempt, std::optional<std::chrono::seconds> wish, std::uint64_t seed);

/// What pseudo-randomness about one push is drawn from.
std::uint64_t seed_of(const PushKey& key);

}  // namespace instante::notification
