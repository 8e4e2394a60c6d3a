#pragma once

#include <filesystem>
#include <span>

#include "core/error.hpp"
#include "sqlite/database.hpp"

namespace instante::sqlite {

/// Brings the schema up to date, each step in a transaction of its own, noted in the table `schema_migration`. A file that has
/// steps we do not know, or others under the same number, is refused. Throws `Failure`.
Result<void> migrate(Connection& connection, std::span<const Migration> migrations, const std::filesystem::path& file);

}  // namespace instante::sqlite
