#include "authentication/outbound/mongo/edge_documents.hpp"

#include <set>

#include "authentication/outbound/mongo/user_counts.hpp"
#include "mongo/update.hpp"

namespace instante::authentication::mongo_store {
namespace {

using mongo::Batch;
using mongo::Connection;
using mongo::Document;
using mongo::Update;

int number(FollowState state) {
    return static_cast<int>(state);
}

Update change_to(const Follow& edge) {
    Update update;
    update.set("follower", edge.follower)
        .set("followee", edge.followee)
        .set("id", edge.id)
        .set("state", number(edge.state))
        .set("version", edge.version)
        .set("created_at", edge.created_at)
        .set("noticed_at", edge.noticed_at);
    uncount(update, edge.follower, edge.followee);
    return update;
}

Document ended_and_counted(const Follow& edge) {
    return {{"_id", edge_id(edge.follower, edge.followee)},
            {"state", number(FollowState::none)},
            {"uncounted_of_follower", nullptr},
            {"uncounted_of_followee", nullptr}};
}

Follow ended(Follow edge) {
    edge.state = FollowState::none;
    ++edge.version;
    return edge;
}

}  // namespace

std::string edge_id(UserId follower, UserId followee) {
    return core::to_string(follower) + '|' + core::to_string(followee);
}

Follow to_follow(const mongo::View& document) {
    return {.id = document.id<FollowId>("id"),
            .follower = document.id<UserId>("follower"),
            .followee = document.id<UserId>("followee"),
            .state = static_cast<FollowState>(document.integer("state")),
            .version = document.integer("version"),
            .created_at = document.time("created_at"),
            .noticed_at = document.optional_time("noticed_at")};
}

Follow find_edge(Connection& connection, UserId follower, UserId followee) {
    const auto found = connection.find_one(follows, Document{{"_id", edge_id(follower, followee)}});
    return found ? to_follow(found->view()) : Follow{};
}

bool write_edge(Connection& connection, const Shelf& shelf, const Follow& edge, const std::vector<Announcement>& announcements,
                const core::Trace& trace) {
    auto update = change_to(edge);
    shelf.enclose(announcements, trace).into(update);
    const auto id = edge_id(edge.follower, edge.followee);
    if (edge.version > 1)
        return connection.update(follows, Document{{"_id", id}, {"version", edge.version - 1}}, update.document()).matched;
    never_counted(update);
    const Document new_one{{"_id", id}, {"version", Document{{"$lt", 1}}}};
    return connection.update(follows, new_one, update.document(), true).inserted;
}

void end_edge(Connection& connection, const Shelf& shelf, UserId follower, UserId followee, const core::Trace& trace) {
    for (;;) {
        const auto edge = find_edge(connection, follower, followee);
        if (edge.state == FollowState::none) return;
        const auto end = ended(edge);
        if (write_edge(connection, shelf, end, {FollowDeleted{end}}, trace)) break;
    }
    count_following(connection, follower);
    count_followers(connection, followee);
}

void forget_edges(Connection& connection, const Shelf& shelf, const std::vector<Follow>& edges) {
    std::vector<Announcement> ends;
    Batch changes;
    Batch forgotten;
    std::set<UserId> followers;
    std::set<UserId> followees;
    for (const auto& edge : edges) {
        forgotten.remove_one(ended_and_counted(edge));
        followers.insert(edge.follower);
        followees.insert(edge.followee);
        if (edge.state == FollowState::none) continue;
        const auto end = ended(edge);
        ends.emplace_back(FollowDeleted{end});
        const Document unchanged{{"_id", edge_id(edge.follower, edge.followee)}, {"version", edge.version}};
        changes.update_one(unchanged, change_to(end).document());
    }
    // Told first: an edge that is gone cannot tell of it. Who dies between tells it twice.
    shelf.append(connection, ends, {});
    connection.write(follows, changes);
    for (const auto user : followers) count_following(connection, user);
    for (const auto user : followees) count_followers(connection, user);
    connection.write(follows, forgotten);
}

std::vector<Follow> edges_of(Connection& connection, UserId user, std::size_t limit) {
    std::vector<Follow> edges;
    for (const auto* end : {"follower", "followee"}) {
        if (edges.size() == limit) break;
        for (const auto& each : connection.find(follows, Document{{end, user}}, {.limit = limit - edges.size()}))
            edges.push_back(to_follow(each.view()));
    }
    return edges;
}

}  // namespace instante::authentication::mongo_store
