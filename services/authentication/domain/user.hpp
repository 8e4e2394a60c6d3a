#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "authentication/domain/ids.hpp"
#include "authentication/domain/image.hpp"
#include "core/time.hpp"

namespace instante::authentication {

/// `disabled` can be undone, `deleted` is a tombstone: both are strangers to everybody, and sign in nowhere.
enum class UserState : std::uint8_t { active = 0, disabled = 1, deleted = 2 };

/// A person, whole. `version` rises with every change that others are told of; the counts are not part of it.
struct User {
    UserId id;
    std::string username;  ///< empty once a deletion has set the name free
    std::string email;     ///< lower case; empty likewise
    bool email_verified = false;
    std::string pending_email = {};  ///< asked for, and not confirmed yet; empty: none
    std::string name;
    std::string bio;
    std::string password_hash;
    std::optional<Image> image;
    std::string lang;  ///< `en` or `pt-BR`
    UserState state = UserState::active;
    std::int64_t version = 1;
    core::Timestamp created_at{};
    core::Timestamp state_at{};  ///< since when `state` holds
    std::int64_t followers_count = 0;
    std::int64_t following_count = 0;

    friend bool operator==(const User&, const User&) = default;
};

/// A person as shown beside what they did.
struct Person {
    UserId id;
    std::string username;
    std::string name;
    std::string image_key;  ///< of the 150 JPEG; empty when there is none

    friend bool operator==(const Person&, const Person&) = default;
};

inline Person person(const User& user) {
    return {user.id, user.username, user.name, small_key(user.image)};
}

/// What is left of `user` once they are deleted: the names, until every trace is gone.
inline User tombstone(const User& user, core::Timestamp at) {
    User left;
    left.id = user.id;
    left.username = user.username;
    left.email = user.email;
    left.lang = user.lang;
    left.state = UserState::deleted;
    left.version = user.version + 1;
    left.created_at = user.created_at;
    left.state_at = at;
    left.followers_count = user.followers_count;
    left.following_count = user.following_count;
    return left;
}

}  // namespace instante::authentication
