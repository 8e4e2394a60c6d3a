#pragma once

#include <optional>

#include "core/error.hpp"
#include "publication/domain/events.hpp"
#include "publication/domain/listed.hpp"
#include "publication/domain/publication.hpp"
#include "sqlite/connection.hpp"

namespace instante::publication::sqlite_file {

/// Where publications rest: lists and feeds know only those that are shown; the operator has taken the hidden ones out.
enum class Place : std::uint8_t { shown, hidden };

/// Errors: `internal` (the row is not what we wrote).
Result<std::optional<Publication>> find_publication(sqlite::Connection& connection, PublicationId id, Place place = Place::shown);
/// The same, wherever it is.
Result<std::optional<Publication>> find_anywhere(sqlite::Connection& connection, PublicationId id);
/// Whose it is, where it is shown.
std::optional<UserId> find_owner(sqlite::Connection& connection, PublicationId id);
void insert_publication(sqlite::Connection& connection, const Publication& publication);
void update_publication(sqlite::Connection& connection, const Publication& publication);
/// Takes it out of all lists, if it is there.
void hide_publication(sqlite::Connection& connection, PublicationId id);
/// Puts it back where it was, if it is hidden. Who has begun to follow its owner since has not got it, so it spreads again.
void show_publication(sqlite::Connection& connection, PublicationId id);
/// Deletes the publication, if it is there (shown or hidden) and of `owner`, with what was reported of it, and leaves a
/// tombstone: what is to be announced. Errors: `internal`.
Result<std::optional<PublicationDeleted>> delete_publication(sqlite::Connection& connection, UserId owner, PublicationId id);
/// Of a row `id, owner, version, person.version`.
Listed read_listed(const sqlite::Statement& row);

}  // namespace instante::publication::sqlite_file
