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

}  // namespace instante::authentication
