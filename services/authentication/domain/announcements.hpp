#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "authentication/domain/follow.hpp"
#include "authentication/domain/ids.hpp"
#include "authentication/domain/mail.hpp"
#include "authentication/domain/user.hpp"
#include "core/time.hpp"

namespace instante::authentication {

struct UserCreated {
    User user;
};
/// `media_keys` are objects that the change left without an owner.
struct UserUpdated {
    User user;
    std::vector<std::string> media_keys;
};
struct UserDisabled {
    UserId id;
    std::int64_t version = 0;
    core::Timestamp at{};
};
struct UserDeleted {
    UserId id;
    std::int64_t version = 0;
    core::Timestamp at{};
    std::vector<std::string> media_keys;
};
struct SessionEnded {
    SessionId session;
    UserId user;
    core::Timestamp at{};
};
struct FollowCreated {
    Follow follow;
};
struct FollowDeleted {
    Follow follow;
};
/// To be told to the followed: `actor` follows them now.
struct FollowNoticed {
    Follow follow;
    Person actor;
};

/// A mail to be written: what this service tells itself.
struct MailDue {
    MailOrder order;
};

/// What happened here and others are told of, written together with the change itself.
using Announcement = std::variant<UserCreated, UserUpdated, UserDisabled, UserDeleted, SessionEnded, FollowCreated, FollowDeleted,
                                  FollowNoticed, MailDue>;

/// What a changed user is announced as.
Announcement announce_change(const User& user, std::vector<std::string> media_keys);

}  // namespace instante::authentication
