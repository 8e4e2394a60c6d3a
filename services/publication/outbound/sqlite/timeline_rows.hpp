#pragma once

#include <cstddef>
#include <optional>

#include "publication/domain/publication.hpp"
#include "sqlite/connection.hpp"

namespace instante::publication::sqlite_file {

/// Above this, a timeline holds every pushed publication of those whom `user` follows. Zero: all of it.
PublicationId floor_of(sqlite::Connection& connection, UserId user);

void add_to_timeline(sqlite::Connection& connection, UserId user, PublicationId publication, UserId owner);

/// Brings the followee's newest publications into the follower's timeline. Where that leaves older ones out, the floor rises.
void fill_back(sqlite::Connection& connection, UserId follower, UserId followee);

/// Takes out of the follower's timeline what the followee has brought.
void take_back(sqlite::Connection& connection, UserId follower, UserId followee);

/// What a publication is to bring to its followers.
struct Spreading {
    PublicationId publication;
    UserId owner;
    Reach reach = Reach::push;
};
/// Reaches the next `chunk` active followers after `after`: pushed, it enters their timelines; pulled, their edges are marked, so
/// that they look at its owner's list. The last follower reached; nothing when there are no more.
std::optional<UserId> spread(sqlite::Connection& connection, const Spreading& spreading, UserId after, std::size_t chunk);

}  // namespace instante::publication::sqlite_file
