#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "mongo/connection.hpp"
#include "publication/domain/publication.hpp"

namespace instante::publication::mongo_shelf {

/// The `_id` of an edge.
std::string edge_id(UserId follower, UserId followee);

/// Above this, a timeline holds every pushed publication of those whom `user` follows (and more: an entry says only that its
/// owner was followed once). Zero: all of it.
PublicationId floor_of(mongo::Connection& connection, UserId user);

void add_to_timeline(mongo::Connection& connection, UserId user, PublicationId publication, UserId owner);

/// Brings the followee's newest publications into the follower's timeline. Where that leaves older ones out, the floor rises. To
/// be called once the edge is active: what is published later finds the edge.
void fill_back(mongo::Connection& connection, UserId follower, UserId followee);

/// Takes out of the follower's timeline what the followee has brought.
void take_back(mongo::Connection& connection, UserId follower, UserId followee);

/// What a publication is to bring to its followers.
struct Spreading {
    PublicationId publication;
    UserId owner;
    Reach reach = Reach::push;
};
/// Reaches the next `chunk` active followers after `after`: pushed, it enters their timelines; pulled, their edges are marked, so
/// that they look at its owner's list. The last follower reached; nothing when there are no more.
std::optional<UserId> spread(mongo::Connection& connection, const Spreading& spreading, UserId after, std::size_t chunk);

}  // namespace instante::publication::mongo_shelf
