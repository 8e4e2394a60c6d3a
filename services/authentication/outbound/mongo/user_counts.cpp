#include "authentication/outbound/mongo/user_counts.hpp"

#include "authentication/domain/follow.hpp"
#include "authentication/domain/search.hpp"
#include "authentication/outbound/mongo/search_documents.hpp"
#include "authentication/outbound/mongo/shelf.hpp"

namespace instante::authentication::mongo_store {
namespace {

using mongo::Array;
using mongo::Batch;
using mongo::Connection;
using mongo::Document;
using mongo::Update;

/// Changed edges that one fold takes into a count.
constexpr std::size_t edges_a_fold = 500;

/// Of the two counts of a person, where things are.
struct Side {
    const char *count, *fold, *folding;              ///< in the person's document
    const char *uncounted, *counted, *counted_fold;  ///< in the edge's
    bool popular = false;                            ///< whether search goes by it
};
constexpr Side followers_side{.count = "followers_count",
                              .fold = "followers_fold",
                              .folding = "followers_folding",
                              .uncounted = "uncounted_of_followee",
                              .counted = "counted_in",
                              .counted_fold = "fold_in",
                              .popular = true};
constexpr Side following_side{.count = "following_count",
                              .fold = "following_fold",
                              .folding = "following_folding",
                              .uncounted = "uncounted_of_follower",
                              .counted = "counted_out",
                              .counted_fold = "fold_out"};

/// The edges of `fold`, told that they are counted as it says. Repeated, and by several, it does no harm.
void mark_counted(Connection& connection, const Side& side, std::int64_t fold, const std::vector<mongo::View>& folded) {
    Batch counted;
    Batch settled;
    for (const auto& edge : folded) {
        const auto id = edge.text("edge");
        counted.update_one(Document{{"_id", id}, {side.counted_fold, Document{{"$lt", fold}}}},
                           Update{}.set(side.counted, edge.integer("active")).set(side.counted_fold, fold).document());
        settled.update_one(Document{{"_id", id}, {side.counted_fold, fold}, {"revision", edge.integer("revision")}},
                           Update{}.unset(side.uncounted).document());
    }
    connection.write(follows, counted);
    connection.write(follows, settled);
}

void complete_fold(Connection& connection, const Side& side, UserId user, std::int64_t fold,
                   const std::vector<mongo::View>& folded) {
    mark_counted(connection, side, fold, folded);
    connection.update(users, Document{{"_id", user}, {side.fold, fold}}, Update{}.unset(side.folding).document());
}

/// What the count becomes by the changes that are not in it, and which those are.
struct Fold {
    std::int64_t count = 0;
    Array changes;
};
Fold fold_of(const Side& side, std::int64_t count, const std::vector<Document>& changed) {
    Fold fold{.count = count, .changes = {}};
    for (const auto& each : changed) {
        const auto edge = each.view();
        const auto active = edge.integer("state") == static_cast<int>(FollowState::active) ? 1 : 0;
        fold.count += active - edge.integer(side.counted);
        fold.changes.add(Document{{"edge", edge.text("_id")}, {"revision", edge.integer("revision")}, {"active", active}});
    }
    return fold;
}

/// Written before the edges are told: whoever finds it unfinished tells them. Whether nobody else was faster.
bool write_fold(Connection& connection, const Side& side, UserId user, const mongo::View& known, const Fold& next) {
    const auto fold = known.integer(side.fold);
    Update update;
    update.set(side.count, next.count).set(side.fold, fold + 1).set(side.folding, next.changes);
    const bool moves = side.popular && popularity(known.integer(side.count)) != popularity(next.count);
    if (moves) mark_unsearched(update);
    if (!connection.update(users, Document{{"_id", user}, {side.fold, fold}}, update.document()).matched) return false;
    if (moves) refresh_search(connection, user);
    return true;
}

std::int64_t count(Connection& connection, const Side& side, UserId user) {
    const Document fields{{side.count, 1}, {side.fold, 1}, {side.folding, 1}};
    for (;;) {
        const auto found = connection.find_one(users, Document{{"_id", user}}, fields);
        if (!found) return 0;
        const auto known = found->view();
        const auto fold = known.integer(side.fold);
        if (known.has(side.folding)) complete_fold(connection, side, user, fold, known.documents(side.folding));
        const auto changed = connection.find(follows, Document{{side.uncounted, user}}, {.limit = edges_a_fold});
        if (changed.empty()) return known.integer(side.count);
        const auto next = fold_of(side, known.integer(side.count), changed);
        // Another was faster: then what we read of the edges may be half of the old and half of theirs.
        if (!write_fold(connection, side, user, known, next)) continue;
        const Document written{{"folding", next.changes}};
        complete_fold(connection, side, user, fold + 1, written.view().documents("folding"));
    }
}

std::size_t count_left(Connection& connection, const Side& side, std::size_t limit) {
    const mongo::Reading some{.sort = Document{{side.uncounted, 1}}, .limit = limit, .projection = Document{{side.uncounted, 1}}};
    const auto left = connection.find(follows, Document{{side.uncounted, Document{{"$gt", 0}}}}, some);
    UserId last;
    for (const auto& each : left) {
        const auto user = each.view().id<UserId>(side.uncounted);
        if (user != last) count(connection, side, user);
        last = user;
    }
    return left.size();
}

}  // namespace

void uncount(Update& update, UserId follower, UserId followee) {
    update.set(following_side.uncounted, follower).set(followers_side.uncounted, followee).increment("revision", 1);
}

void never_counted(Update& update) {
    for (const auto& side : {followers_side, following_side})
        update.set_on_insert(side.counted, 0).set_on_insert(side.counted_fold, 0);
}

std::int64_t count_followers(Connection& connection, UserId user) {
    return count(connection, followers_side, user);
}
std::int64_t count_following(Connection& connection, UserId user) {
    return count(connection, following_side, user);
}

std::size_t count_left_edges(Connection& connection, std::size_t limit) {
    return count_left(connection, followers_side, limit) + count_left(connection, following_side, limit);
}

}  // namespace instante::authentication::mongo_store
