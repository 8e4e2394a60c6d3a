#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "mongo/connection.hpp"
#include "publication/domain/person.hpp"

namespace instante::publication::mongo_shelf {

/// Keeps the edge if it is newer than what is there, and sees to what it brings to the timeline and the count. The same again
/// completes what had been cut short.
void keep_edge(mongo::Connection& connection, const Follow& edge);

/// Whether `owner` has published something that their followers pull.
[[nodiscard]] bool is_pull_author(mongo::Connection& connection, UserId owner);
/// Whether `publication` is the first that says so, now or when this was called before.
bool add_pull_author(mongo::Connection& connection, UserId owner, PublicationId publication);

/// How many follow `user`: what was counted, with what has changed since. Costs as much as has changed.
std::uint64_t count_followers(mongo::Connection& connection, UserId user);

/// Deletes up to `limit` edges of a deleted person, in either direction. Whether there was one.
bool forget_edges(mongo::Connection& connection, UserId person, std::size_t limit);

/// Those whom `follower` follows; of pull authors alone where `pulled`.
std::vector<UserId> followees_of(mongo::Connection& connection, UserId follower, bool pulled);
/// Those of `owners` whom `viewer` follows.
std::vector<UserId> followed_among(mongo::Connection& connection, UserId viewer, const std::vector<UserId>& owners);

}  // namespace instante::publication::mongo_shelf
