#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/time.hpp"
#include "notification/domain/ids.hpp"
#include "notification/domain/person.hpp"

namespace instante::notification {

/// What happened.
enum class Type : std::uint8_t {
    publication = 0,  ///< the actor published something
    follow = 1,       ///< the actor follows the reader now
};

/// As on the wire.
std::string_view to_string(Type type);
/// Nothing when it is none that we know.
std::optional<Type> parse_type(std::string_view text);

/// Everybody who follows `user` when they are asked for.
struct FollowersOf {
    UserId user;
    friend bool operator==(const FollowersOf&, const FollowersOf&) = default;
};
/// Who is told: resolved page by page by authentication, which knows the edges and the devices.
using Audience = std::variant<FollowersOf, std::vector<UserId>>;

/// Something that happened, to be told to its audience.
struct Notification {
    NotificationId id;
    Type type = Type::publication;
    Person actor;
    std::optional<PublicationId> publication;
    Audience audience;
    std::string text;   ///< what the publication begins with
    std::string image;  ///< the key of the 320 JPEG; empty when there is none
    core::Timestamp created_at{};

    friend bool operator==(const Notification&, const Notification&) = default;
};

/// A notification as its reader sees it: with the actor as they are now.
struct InboxEntry {
    NotificationId id;
    Type type = Type::publication;
    Person actor;
    std::optional<PublicationId> publication;
    std::string text;
    std::string image;
    core::Timestamp created_at{};
    bool read = false;

    friend bool operator==(const InboxEntry&, const InboxEntry&) = default;
};

}  // namespace instante::notification
