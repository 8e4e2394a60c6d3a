#pragma once

#include <cstdint>
#include <string>

#include "notification/domain/ids.hpp"

namespace instante::notification {

/// Somebody who did something, as others see them.
struct Person {
    UserId id;
    std::string username;
    std::string name;
    std::string image;  ///< the key of their 150 JPEG; empty when there is none

    friend bool operator==(const Person&, const Person&) = default;
};

/// Whether somebody is there: what the disabled and the deleted did is not shown.
enum class Presence : std::uint8_t { here = 0, disabled = 1, deleted = 2 };

}  // namespace instante::notification
