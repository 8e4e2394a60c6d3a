#pragma once

#include <cstdint>
#include <string>

#include "core/time.hpp"
#include "publication/domain/ids.hpp"

namespace instante::publication {

/// `disabled` can be undone, `deleted` is for ever; both are shown to nobody.
enum class PersonState : std::uint8_t { active = 0, disabled = 1, deleted = 2 };

/// A person as this service knows them: a read model of authentication's, kept by its events; the higher version wins.
struct Person {
    UserId id;
    std::string username;
    std::string name;
    std::string image;  ///< the key of their picture's 150 JPEG; empty when there is none
    std::uint64_t version = 0;
    PersonState state = PersonState::active;  ///< anything else is a tombstone, with nothing but id and version

    [[nodiscard]] bool gone() const { return state != PersonState::active; }
    friend bool operator==(const Person&, const Person&) = default;
};

/// Whether `news` replaces what is known of the person: it is newer, and they are not deleted.
bool supersedes(const Person& news, const Person& known);

/// Who follows whom, read model as well; `id` is new at each follow.
struct Follow {
    FollowId id;
    UserId follower;
    UserId followee;
    bool active = false;  ///< else a tombstone, or only requested
    std::uint64_t version = 0;
    core::Timestamp created_at{};

    friend bool operator==(const Follow&, const Follow&) = default;
};

}  // namespace instante::publication
