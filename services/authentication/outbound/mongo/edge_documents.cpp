#include "authentication/outbound/mongo/edge_documents.hpp"

#include <set>
#include <utility>

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
    update.set("id", edge.id)
        .set("state", number(edge.state))
        .set("version", edge.version)
        .set("created_at", edge.created_at)
        .set("noticed_at", edge.noticed_at);
    uncount(update, edge.follower, edge.followee);
    return update;
}

/// Which document it is; an upsert makes it so.
Document key_of(UserId follower, UserId followee) {
    return {{"_id", edge_id(follower, followee)}, {"follower", follower}, {"followee", followee}};
}

Document ended_and_counted(const Follow& edge) {
    auto filter = key_of(edge.follower, edge.followee);
    filter.add("state", number(FollowState::none));
    filter.add("uncounted_of_follower", nullptr).add("uncounted_of_followee", nullptr);
    return filter;
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
    const auto found = connection.find_one(follows, key_of(follower, followee));
    return found ? to_follow(found->view()) : Follow{};
}

bool write_edge(Connection& connection, const Shelf& shelf, const Follow& edge, const std::vector<Announcement>& announcements,
                const core::Trace& trace) {
    auto update = change_to(edge);
    shelf.enclose(announcements, trace).into(update);
    auto before = key_of(edge.follower, edge.followee);
    if (edge.version > 1) {
        before.add("version", edge.version - 1);
        return connection.update(follows, before, update.document()).matched;
    }
    never_counted(update);
    before.add("version", Document{{"$lt", 1}});
    return connection.update(follows, before, update.document(), true).inserted;
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

void forget_edges(Connection& connection, const Shelf& shelf, const std::vector<LastOf>& edges) {
    std::vector<Announcement> ends;
    Batch changes;
    Batch forgotten;
    std::set<UserId> followers;
    std::set<UserId> followees;
    for (const auto& [edge, untold] : edges) {
        forgotten.remove_one(ended_and_counted(edge));
        followers.insert(edge.follower);
        followees.insert(edge.followee);
        if (edge.state == FollowState::none) {
            if (untold) ends.emplace_back(FollowDeleted{edge});
            continue;
        }
        const auto end = ended(edge);
        ends.emplace_back(FollowDeleted{end});
        auto unchanged = key_of(edge.follower, edge.followee);
        unchanged.add("version", edge.version);
        changes.update_one(std::move(unchanged), change_to(end).document());
    }
    // Told first, by its last version: an edge that is gone cannot. Who dies between tells it twice.
    shelf.append(connection, ends, {});
    connection.write(follows, changes);
    for (const auto user : followers) count_following(connection, user);
    for (const auto user : followees) count_followers(connection, user);
    connection.write(follows, forgotten);
}

std::vector<LastOf> edges_of(Connection& connection, UserId user, std::size_t limit) {
    std::vector<LastOf> edges;
    for (const auto* end : {"follower", "followee"}) {
        if (edges.size() == limit) break;
        for (const auto& each : connection.find(follows, Document{{end, user}}, {.limit = limit - edges.size()}))
            edges.push_back({to_follow(each.view()), each.view().has("outbox_at")});
    }
    return edges;
}

}  // namespace instante::authentication::mongo_store
