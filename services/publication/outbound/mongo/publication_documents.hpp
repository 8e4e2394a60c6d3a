#pragma once

#include <optional>
#include <vector>

#include "mongo/connection.hpp"
#include "publication/domain/listed.hpp"
#include "publication/domain/publication.hpp"
#include "publication/outbound/mongo/shelf.hpp"

namespace instante::publication::mongo_shelf {

/// Where a publication is. A deleted one is a tombstone: its id, owner and version, and what has still to be announced.
enum class State : std::uint8_t { shown = 0, hidden = 1, deleted = 2 };

/// A field's value, or what it is compared with.
inline int number(State state) {
    return static_cast<int>(state);
}

/// As it is inserted: shown.
mongo::Document to_document(const Publication& publication);
/// The fields that an edit changes.
void set_content(mongo::Update& update, const Publication& publication);
Publication to_publication(const mongo::View& document);

/// Turns it into a tombstone, if it is there and of `owner`, with its announcement, and forgets what was reported of it.
void delete_publication(mongo::Connection& connection, const Shelf& shelf, UserId owner, PublicationId id,
                        const core::Trace& trace);

/// `ids` as lists want them: those that are shown, of people who are not gone, in the same order.
std::vector<Listed> list_shown(mongo::Connection& connection, const std::vector<PublicationId>& ids);
/// The ids of `documents`' owners.
std::vector<UserId> owners_of(const std::vector<mongo::Document>& documents);

}  // namespace instante::publication::mongo_shelf
