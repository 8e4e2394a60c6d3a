#include "publication/outbound/mongo/edge_documents.hpp"

#include <algorithm>

#include "mongo/update.hpp"
#include "publication/outbound/mongo/person_documents.hpp"
#include "publication/outbound/mongo/shelf.hpp"
#include "publication/outbound/mongo/timeline_documents.hpp"

namespace instante::publication::mongo_shelf {
namespace {

using mongo::Array;
using mongo::Batch;
using mongo::Connection;
using mongo::Document;
using mongo::Update;

/// Changed edges that one fold takes into a count.
constexpr std::size_t edges_a_fold = 500;

bool concerns_deleted(Connection& connection, const Follow& edge) {
    return is_deleted(connection, edge.follower) || is_deleted(connection, edge.followee);
}

/// Every change of `active` goes this way, so that none is left out of the count: `counted` (0 or 1) is what the count has of the
/// edge, `uncounted_of` says that it may differ, and `revision` tells one change from the next.
Update& uncount(Update& update, UserId followee) {
    return update.set("uncounted_of", followee).increment("revision", 1);
}

void write_edge(Connection& connection, const Follow& edge) {
    // Both ends are named for the sake of a sharded collection: an upsert has to say where it goes.
    const Document older{{"_id", edge_id(edge.follower, edge.followee)},
                         {"follower", edge.follower},
                         {"followee", edge.followee},
                         {"version", Document{{"$lt", edge.version}}}};
    Update update;
    update.set("active", edge.active)
        .set("version", edge.version)
        .set("id", edge.id)
        .set("created_at", edge.created_at)
        .set_on_insert("counted", 0)
        .set_on_insert("fold", 0);
    connection.update(follows, older, uncount(update, edge.followee).document(), true);
}

Document inactive_and_counted(const std::string& id) {
    return {{"_id", id}, {"active", false}, {"uncounted_of", nullptr}};
}

void withdraw(Connection& connection, const Follow& edge) {
    const Document active{{"_id", edge_id(edge.follower, edge.followee)}, {"active", true}};
    Update update;
    update.set("active", false);
    connection.update(follows, active, uncount(update, edge.followee).document());
    take_back(connection, edge.follower, edge.followee);
}

void bring(Connection& connection, const Follow& edge) {
    const Document same{{"_id", edge_id(edge.follower, edge.followee)}, {"version", edge.version}};
    const auto known = connection.find_one(follows, same);
    if (!known || known->view().number("brought") == edge.version) return;  // a newer one sees to it; or it is done
    if (edge.active) {
        // After the edge was written: an author who begins to be pulled now marks it, one who had begun is found here.
        if (is_pull_author(connection, edge.followee)) connection.update(follows, same, Update{}.set("pulled", true).document());
        fill_back(connection, edge.follower, edge.followee);
    } else {
        take_back(connection, edge.follower, edge.followee);
    }
    connection.update(follows, same, Update{}.set("brought", edge.version).document());
}

/// The edges of `fold`, told that they are counted as it says. Repeated, and by several, it does no harm.
void mark_counted(Connection& connection, std::int64_t fold, const std::vector<mongo::View>& folded) {
    Batch counted;
    Batch settled;
    for (const auto& edge : folded) {
        const auto id = edge.text("edge");
        counted.update_one(Document{{"_id", id}, {"fold", Document{{"$lt", fold}}}},
                           Update{}.set("counted", edge.integer("active")).set("fold", fold).document());
        settled.update_one(Document{{"_id", id}, {"fold", fold}, {"revision", edge.integer("revision")}},
                           Update{}.unset("uncounted_of").document());
    }
    connection.write(follows, counted);
    connection.write(follows, settled);
}

void complete_fold(Connection& connection, UserId user, const Document& count) {
    const auto fold = count.view().integer("fold");
    mark_counted(connection, fold, count.view().documents("folding"));
    connection.update(counts, Document{{"_id", user}, {"fold", fold}}, Update{}.unset("folding").document());
}

/// The next count, with the changes that are in it. It is written before the edges are told, and says which: whoever finds it
/// unfinished tells them.
Document next_count(UserId user, std::int64_t followers, std::int64_t fold, const std::vector<Document>& changed) {
    Array folding;
    for (const auto& each : changed) {
        const auto edge = each.view();
        const auto active = edge.boolean("active") ? 1 : 0;
        followers += active - edge.integer("counted");
        folding.add(Document{{"edge", edge.text("_id")}, {"revision", edge.integer("revision")}, {"active", active}});
    }
    return {{"_id", user}, {"followers", followers}, {"fold", fold + 1}, {"folding", folding}};
}

bool write_count(Connection& connection, UserId user, bool known, std::int64_t fold, const Document& count) {
    if (!known) return connection.insert(counts, count);
    const auto update = Update{}
                            .set("followers", count.view().integer("followers"))
                            .set("fold", fold + 1)
                            .set("folding", count.view().array("folding"))
                            .document();
    return connection.update(counts, Document{{"_id", user}, {"fold", fold}}, update).matched;
}

}  // namespace

bool is_pull_author(Connection& connection, UserId owner) {
    return connection.exists(pull_authors, Document{{"_id", owner}});
}
bool add_pull_author(Connection& connection, UserId owner, PublicationId publication) {
    return connection.insert(pull_authors, Document{{"_id", owner}, {"by", publication}}) ||
           connection.exists(pull_authors, Document{{"_id", owner}, {"by", publication}});
}

void keep_edge(Connection& connection, const Follow& edge) {
    if (!concerns_deleted(connection, edge)) {
        write_edge(connection, edge);
        bring(connection, edge);
    }
    // Looked at again: whoever deletes one of the two may have looked for edges before this one was there.
    const bool past = concerns_deleted(connection, edge);
    if (past) withdraw(connection, edge);
    count_followers(connection, edge.followee);
    if (past) connection.remove(follows, inactive_and_counted(edge_id(edge.follower, edge.followee)));
}

std::uint64_t count_followers(Connection& connection, UserId user) {
    for (;;) {
        const auto known = connection.find_one(counts, Document{{"_id", user}});
        const auto followers = known ? known->view().integer("followers") : 0;
        const auto fold = known ? known->view().integer("fold") : 0;
        if (known && known->view().has("folding")) complete_fold(connection, user, *known);
        const auto changed = connection.find(follows, Document{{"uncounted_of", user}}, {.limit = edges_a_fold});
        if (changed.empty()) return static_cast<std::uint64_t>(followers);
        const auto next = next_count(user, followers, fold, changed);
        // Another was faster: then what we read of the edges may be half of the old and half of theirs.
        if (!write_count(connection, user, known.has_value(), fold, next)) continue;
        complete_fold(connection, user, next);
    }
}

bool forget_edges(Connection& connection, UserId person, std::size_t limit) {
    auto edges = connection.find(follows, Document{{"follower", person}}, {.limit = limit});
    if (edges.empty()) {
        // Nobody counts those who follow a deleted person.
        edges = connection.find(follows, Document{{"followee", person}}, {.limit = limit, .projection = Document{{"_id", 1}}});
        Batch all;
        for (const auto& edge : edges) all.remove_one(edge);
        connection.write(follows, all);
        return !edges.empty();
    }
    Batch inactive;
    for (const auto& edge : edges) {
        Update update;
        update.set("active", false);
        inactive.update_one(Document{{"_id", edge.view().text("_id")}, {"active", true}},
                            uncount(update, edge.view().id<UserId>("followee")).document());
    }
    connection.write(follows, inactive);
    Batch settled;
    for (const auto& edge : edges) {
        count_followers(connection, edge.view().id<UserId>("followee"));
        settled.remove_one(inactive_and_counted(edge.view().text("_id")));
    }
    connection.write(follows, settled);
    return true;
}

std::vector<UserId> followees_of(Connection& connection, UserId follower, bool pulled) {
    Document filter{{"follower", follower}, {"active", true}};
    if (pulled) filter.add("pulled", true);
    std::vector<UserId> all;
    for (const auto& edge : connection.find(follows, filter, {.projection = Document{{"_id", 0}, {"followee", 1}}}))
        all.push_back(edge.view().id<UserId>("followee"));
    return all;
}

std::vector<UserId> followed_among(Connection& connection, UserId viewer, const std::vector<UserId>& owners) {
    std::vector<UserId> followed;
    if (owners.empty()) return followed;
    Array ids;
    for (const auto owner : owners) ids.add(edge_id(viewer, owner));
    const Document filter{{"_id", Document{{"$in", ids}}}, {"active", true}};
    for (const auto& edge : connection.find(follows, filter, {.projection = Document{{"_id", 0}, {"followee", 1}}}))
        followed.push_back(edge.view().id<UserId>("followee"));
    std::ranges::sort(followed);
    return followed;
}

}  // namespace instante::publication::mongo_shelf
