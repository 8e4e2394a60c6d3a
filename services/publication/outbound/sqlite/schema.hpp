#pragma once

#include <span>

#include "sqlite/database.hpp"

namespace instante::publication {

/// The steps that make the file `publication.db`.
std::span<const sqlite::Migration> sqlite_schema();

}  // namespace instante::publication
