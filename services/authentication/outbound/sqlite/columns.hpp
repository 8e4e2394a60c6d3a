#pragma once

#include <optional>
#include <string>

#include "authentication/domain/follow.hpp"
#include "authentication/domain/image.hpp"
#include "authentication/domain/user.hpp"
#include "core/error.hpp"
#include "sqlite/connection.hpp"

namespace instante::authentication::sqlite_store {

/// A picture as the JSON of its column, and back.
std::optional<std::string> to_column(const std::optional<Image>& image);
Result<Image> image_of(std::string_view column);

/// The person in a row of `select * from user`. Errors: `internal` (a damaged row).
Result<User> user_of(const sqlite::Statement& row);
/// The edge in a row of `select * from follow`.
Follow follow_of(const sqlite::Statement& row);

}  // namespace instante::authentication::sqlite_store
