#pragma once

#include <cstdint>
#include <string>

#include "core/time.hpp"
#include "publication/domain/ids.hpp"

namespace instante::publication {

/// A person as this service knows them: a read model of authentication's, kept by its events; the higher version wins.
struct Person {
    UserId id;
    std::string username;
    std::string name;
    std::string image;  ///< the key of their picture's 150 JPEG; empty when there is none
    std::uint64_t version = 0;
    bool gone = false;  ///< disabled or deleted: a tombstone, with nothing but id and version

    friend bool operator==(const Person&, const Person&) = default;
};

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
