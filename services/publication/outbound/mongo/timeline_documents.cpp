#include "publication/outbound/mongo/timeline_documents.hpp"

#include "mongo/update.hpp"
#include "publication/outbound/mongo/publication_documents.hpp"
#include "publication/ports/timelines.hpp"

namespace instante::publication::mongo_shelf {
namespace {

using mongo::Batch;
using mongo::Connection;
using mongo::Document;
using mongo::Update;

Document entry(UserId user, PublicationId publication, UserId owner) {
    return {
        {"_id", to_string(user) + '|' + to_string(publication)}, {"user", user}, {"publication", publication}, {"owner", owner}};
}

/// The floor first: whoever reads in between looks below it in the lists of the people followed.
void raise_floor(Connection& connection, UserId user, PublicationId floor) {
    connection.update(floors, Document{{"_id", user}}, Update{}.max("floor", floor).document(), true);
    connection.remove_all(timelines, Document{{"user", user}, {"publication", Document{{"$lte", floor}}}});
}

void trim(Connection& connection, UserId user) {
    const auto newest = connection.find(
        timelines, Document{{"user", user}},
        {.sort = Document{{"publication", -1}}, .limit = timeline_limit + 1, .projection = Document{{"publication", 1}}});
    if (newest.size() > timeline_limit) raise_floor(connection, user, newest.back().view().id<PublicationId>("publication"));
}

/// Counting a timeline at each entry would cost more than the entry: one in 64 counts for the others.
bool trims(UserId user, PublicationId publication) {
    const auto mixed = (user.value ^ (publication.value * 0x9E3779B97F4A7C15ull)) * 0xD1B54A32D192ED03ull;
    return mixed >> 58 == 0;
}

std::vector<UserId> next_followers(Connection& connection, UserId owner, UserId after, std::size_t chunk) {
    std::vector<UserId> followers;
    followers.reserve(chunk);
    const Document filter{{"followee", owner}, {"active", true}, {"follower", Document{{"$gt", after}}}};
    const auto edges =
        connection.find(follows, filter,
                        {.sort = Document{{"follower", 1}}, .limit = chunk, .projection = Document{{"_id", 0}, {"follower", 1}}});
    for (const auto& edge : edges) followers.push_back(edge.view().id<UserId>("follower"));
    return followers;
}

void push(Connection& connection, const Spreading& spreading, const std::vector<UserId>& followers) {
    Batch entries;
    for (const auto follower : followers) entries.insert(entry(follower, spreading.publication, spreading.owner));
    connection.write(timelines, entries);
    for (const auto follower : followers)
        if (trims(follower, spreading.publication)) trim(connection, follower);
}

void mark(Connection& connection, UserId owner, const std::vector<UserId>& followers) {
    Batch marks;
    for (const auto follower : followers)
        marks.update_one(Document{{"_id", edge_id(follower, owner)}}, Update{}.set("pulled", true).document());
    connection.write(follows, marks);
}

}  // namespace

std::string edge_id(UserId follower, UserId followee) {
    return to_string(follower) + '|' + to_string(followee);
}

PublicationId floor_of(Connection& connection, UserId user) {
    const auto found = connection.find_one(floors, Document{{"_id", user}});
    return found ? found->view().id<PublicationId>("floor") : PublicationId{};
}

void add_to_timeline(Connection& connection, UserId user, PublicationId publication, UserId owner) {
    connection.insert(timelines, entry(user, publication, owner));
}

void fill_back(Connection& connection, UserId follower, UserId followee) {
    const auto floor = floor_of(connection, follower);
    const Document filter{{"owner", followee}, {"state", number(State::shown)}, {"_id", Document{{"$gt", floor}}}};
    const auto found = connection.find(
        publications, filter, {.sort = Document{{"_id", -1}}, .limit = backfill_limit + 1, .projection = Document{{"_id", 1}}});
    Batch entries;
    PublicationId oldest;
    for (const auto& publication : found) {
        if (entries.size() == backfill_limit) break;
        oldest = publication.view().id<PublicationId>("_id");
        entries.insert(entry(follower, oldest, followee));
    }
    connection.write(timelines, entries);
    if (found.size() > backfill_limit) raise_floor(connection, follower, oldest);
    trim(connection, follower);
}

void take_back(Connection& connection, UserId follower, UserId followee) {
    connection.remove_all(timelines, Document{{"user", follower}, {"owner", followee}});
}

std::optional<UserId> spread(Connection& connection, const Spreading& spreading, UserId after, std::size_t chunk) {
    const auto followers = next_followers(connection, spreading.owner, after, chunk);
    if (spreading.reach == Reach::push) {
        push(connection, spreading, followers);
    } else {
        mark(connection, spreading.owner, followers);
    }
    if (followers.size() < chunk) return std::nullopt;
    return followers.back();
}

}  // namespace instante::publication::mongo_shelf
