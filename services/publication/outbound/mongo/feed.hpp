#pragma once

#include <cstddef>

#include "mongo/connection.hpp"
#include "publication/domain/listed.hpp"

namespace instante::publication::mongo_shelf {

/// What `viewer` sees of publications older than `before`.
ListedPage read_feed(mongo::Connection& connection, UserId viewer, PublicationId before, std::size_t limit);

}  // namespace instante::publication::mongo_shelf
