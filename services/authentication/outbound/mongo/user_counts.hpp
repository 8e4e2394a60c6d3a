#pragma once

#include <cstddef>
#include <cstdint>

#include "authentication/domain/ids.hpp"
#include "mongo/connection.hpp"
#include "mongo/update.hpp"

// How the counts of a person follow their edges, which are other documents: edge_documents.hpp says what lies where.
namespace instante::authentication::mongo_store {

/// Into every change of an edge, so that none is left out of the counts.
void uncount(mongo::Update& update, UserId follower, UserId followee);
/// Into the first one.
void never_counted(mongo::Update& update);

/// Brings a person's count up to date, and gives it. Costs as much as has changed.
std::int64_t count_followers(mongo::Connection& connection, UserId user);
std::int64_t count_following(mongo::Connection& connection, UserId user);
/// Counts edges that a process has left uncounted, at most `limit`; how many there were.
std::size_t count_left_edges(mongo::Connection& connection, std::size_t limit);

}  // namespace instante::authentication::mongo_store
