#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "authentication/domain/announcements.hpp"
#include "authentication/domain/follow.hpp"
#include "authentication/outbound/mongo/shelf.hpp"
#include "mongo/connection.hpp"

// A document of `follows`: _id ("follower|followee"), follower, followee, id, state, version, created_at, noticed_at, outbox; and
// for the counts of its two people: revision, which rises with every change; uncounted_of_followee and uncounted_of_follower, the
// ids of whose count may differ from it; counted_in and counted_out (0 or 1), what those counts have of it, by the folds fold_in
// and fold_out. In the person's document: the count, its fold, and, until all edges are told, what is in it (`…_folding`).
namespace instante::authentication::mongo_store {

std::string edge_id(UserId follower, UserId followee);
Follow to_follow(const mongo::View& document);
/// The edge as it is stored; one that never was has no version.
Follow find_edge(mongo::Connection& connection, UserId follower, UserId followee);

/// Puts `edge`, whose version is one higher, in the place of the one before; whether that was still there.
bool write_edge(mongo::Connection& connection, const Shelf& shelf, const Follow& edge,
                const std::vector<Announcement>& announcements, const core::Trace& trace);
/// Ends the edge, if it is not ended, and counts it.
void end_edge(mongo::Connection& connection, const Shelf& shelf, UserId follower, UserId followee, const core::Trace& trace);
/// An edge that is to be forgotten, and whether something of it is still to be told.
struct LastOf {
    Follow edge;
    bool untold = false;
};
/// Ends and forgets edges of somebody who is going: they cannot come back.
void forget_edges(mongo::Connection& connection, const Shelf& shelf, const std::vector<LastOf>& edges);
/// At most `limit` edges of somebody, in either direction.
std::vector<LastOf> edges_of(mongo::Connection& connection, UserId user, std::size_t limit);

}  // namespace instante::authentication::mongo_store
