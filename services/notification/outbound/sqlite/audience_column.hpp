#pragma once

#include <string>
#include <string_view>

#include "core/error.hpp"
#include "notification/domain/notification.hpp"

namespace instante::notification::sqlite_store {

/// An audience as it stands in its column: `followers:7`, `users:7,8`.
std::string to_column(const Audience& audience);
/// Errors: `internal` (a damaged row).
Result<Audience> audience_of(std::string_view column);

}  // namespace instante::notification::sqlite_store
