#pragma once

#include <cstddef>

#include "mongo/connection.hpp"
#include "mongo/update.hpp"
#include "publication/domain/ids.hpp"

namespace instante::publication::mongo_shelf {

/// Notes in a publication that is to be inserted that it has followers to reach: `spreads` is its id until it has, `after` the
/// last one reached.
void begin_to_spread(mongo::Document& publication, PublicationId id);
/// The same of one that is shown again.
void begin_to_spread(mongo::Update& update, PublicationId id);

/// Whether it has still followers to reach.
[[nodiscard]] bool spreads(mongo::Connection& connection, PublicationId id);
/// Reaches its owner and the first followers: most people have no more, and none of them waits. Whether those were all.
bool spread_at_once(mongo::Connection& connection, PublicationId id);
/// Reaches the next `chunk`. Whether those were all; one that is deleted is done.
bool spread_on(mongo::Connection& connection, PublicationId id, std::size_t chunk);

}  // namespace instante::publication::mongo_shelf
