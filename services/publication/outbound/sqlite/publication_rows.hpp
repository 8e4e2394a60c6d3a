#pragma once

#include <optional>

#include "core/error.hpp"
#include "publication/domain/events.hpp"
#include "publication/domain/listed.hpp"
#include "publication/domain/publication.hpp"
#include "sqlite/connection.hpp"

namespace instante::publication::sqlite_file {

/// Errors: `internal` (the row is not what we wrote).
Result<std::optional<Publication>> find_publication(sqlite::Connection& connection, PublicationId id);
void insert_publication(sqlite::Connection& connection, const Publication& publication);
void update_publication(sqlite::Connection& connection, const Publication& publication);
/// Deletes the publication, if it is there and of `owner`, and leaves a tombstone: what is to be announced. Errors: `internal`.
Result<std::optional<PublicationDeleted>> delete_publication(sqlite::Connection& connection, UserId owner, PublicationId id);
/// Of a row `id, owner, version, person.version`.
Listed read_listed(const sqlite::Statement& row);

}  // namespace instante::publication::sqlite_file
