#pragma once

#include <string>
#include <string_view>

#include "notification/domain/notification.hpp"

namespace instante::notification {

/// What a push about something `actor` did is headed by, in the reader's language (BCP 47; Portuguese, else English).
std::string title(Type type, const Person& actor, std::string_view lang);

}  // namespace instante::notification
