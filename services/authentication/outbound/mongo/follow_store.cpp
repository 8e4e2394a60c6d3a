#include <limits>
#include <map>
#include <utility>

#include "authentication/domain/errors.hpp"
#include "authentication/outbound/mongo/edge_documents.hpp"
#include "authentication/outbound/mongo/shelf.hpp"
#include "authentication/outbound/mongo/user_counts.hpp"
#include "authentication/outbound/mongo/user_documents.hpp"

namespace instante::authentication::mongo_store {
namespace {

using mongo::Array;
using mongo::Connection;
using mongo::Document;
using PersonPage = core::Page<Person, FollowId>;
using EdgePage = core::Page<Follow, EdgeKey>;

constexpr FollowId beyond_newest{static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())};

/// Begins the edge, which was as it is given; nothing if another has changed it meanwhile.
std::optional<Follow> begin_edge(Connection& connection, const Shelf& shelf, Follow edge, const NewFollow& asked,
                                 const User& follower) {
    edge.id = asked.id;
    edge.follower = asked.follower;
    edge.followee = asked.followee;
    edge.state = FollowState::active;
    ++edge.version;
    edge.created_at = asked.at;
    std::vector<Announcement> announcements{FollowCreated{edge}};
    if (deserves_notice(edge, asked.at)) {
        edge.noticed_at = asked.at;
        announcements = {FollowCreated{edge}, FollowNoticed{edge, person(follower)}};
    }
    if (!write_edge(connection, shelf, edge, announcements, asked.trace)) return std::nullopt;
    return edge;
}

Result<Follow> follow_in(Connection& connection, const Shelf& shelf, const NewFollow& asked) {
    for (;;) {
        const auto follower = find_user(connection, asked.follower);
        const bool known =
            follower && follower->state == UserState::active && state_of(connection, asked.followee) == UserState::active;
        if (!known) return core::Error{core::not_found};
        const auto before = find_edge(connection, asked.follower, asked.followee);
        if (before.state == FollowState::active) return before;
        if (follower->following_count >= follow_limit) return core::Error{too_many_followed};
        const auto edge = begin_edge(connection, shelf, before, asked, *follower);
        if (!edge) continue;
        // Looked at again: whoever deletes one of the two may have looked for edges before this one was there.
        for (const auto end : {asked.follower, asked.followee}) {
            if (state_of(connection, end) != UserState::deleted) continue;
            forget_edges(connection, shelf, {{*edge}});
            return core::Error{core::not_found};
        }
        const auto following = count_following(connection, asked.follower);
        count_followers(connection, asked.followee);
        if (following <= follow_limit) return *edge;
        // Several began at once.
        end_edge(connection, shelf, asked.follower, asked.followee, asked.trace);
        return core::Error{too_many_followed};
    }
}

/// The people at the other `end` of one's edges.
Result<PersonPage> page_of(Connection& connection, Document filter, const char* end, FollowId before, std::size_t limit) {
    filter.add("state", static_cast<int>(FollowState::active)).add("id", Document{{"$lt", before}});
    const auto edges = connection.find(
        follows, filter,
        {.sort = Document{{"id", -1}}, .limit = limit + 1, .projection = Document{{"_id", 0}, {"id", 1}, {end, 1}}});
    PersonPage page;
    std::vector<UserId> ids;
    for (std::size_t i = 0; i < edges.size() && i < limit; ++i) ids.push_back(edges[i].view().id<UserId>(end));
    if (edges.size() > limit) page.next = edges[limit - 1].view().id<FollowId>("id");
    std::map<UserId, Person> active;
    for (const auto& each : find_active(connection, ids, Document{{"username", 1}, {"name", 1}, {"image_key", 1}}))
        active.emplace(each.view().id<UserId>("_id"), to_person(each.view()));
    for (const auto id : ids)
        if (const auto found = active.find(id); found != active.end()) page.items.push_back(found->second);
    return page;
}

Relation relation_in(Connection& connection, UserId viewer, UserId user) {
    Relation relation;
    const auto there = edge_id(viewer, user);
    const Document both{{"_id", Document{{"$in", Array{there, edge_id(user, viewer)}}}}};
    for (const auto& each : connection.find(follows, both, {.projection = Document{{"state", 1}}})) {
        const auto state = static_cast<FollowState>(each.view().integer("state"));
        if (each.view().text("_id") == there) {
            relation.following = state == FollowState::active;
            relation.requested = state == FollowState::requested;
        } else {
            relation.followed_by = state == FollowState::active;
        }
    }
    return relation;
}

Result<EdgePage> edges_in(Connection& connection, EdgeKey after, std::size_t limit) {
    EdgePage page;
    const Document of_same{{"follower", after.follower}, {"followee", Document{{"$gt", after.followee}}}};
    const Document of_others{{"follower", Document{{"$gt", after.follower}}}};
    for (const auto* filter : {&of_same, &of_others}) {
        const mongo::Reading rest{.sort = Document{{"follower", 1}, {"followee", 1}}, .limit = limit + 1 - page.items.size()};
        for (const auto& each : connection.find(follows, *filter, rest)) page.items.push_back(to_follow(each.view()));
        if (page.items.size() > limit) break;
    }
    if (page.items.size() > limit) {
        page.items.resize(limit);
        page.next = EdgeKey{page.items.back().follower, page.items.back().followee};
    }
    return page;
}

class MongoFollowStore final : public FollowStore {
public:
    explicit MongoFollowStore(ShelfPtr shelf) : shelf_(std::move(shelf)) {}

    Task<Result<Follow>> follow(NewFollow asked) override {
        auto work = [shelf = shelf_, asked = std::move(asked)](Connection& connection) {
            return follow_in(connection, *shelf, asked);
        };
        return shelf_->write(std::move(work));
    }

    Task<Result<void>> unfollow(UserId follower, UserId followee, core::Timestamp, core::Trace trace) override {
        auto work = [shelf = shelf_, follower, followee, trace = std::move(trace)](Connection& connection) -> Result<void> {
            end_edge(connection, *shelf, follower, followee, trace);
            return boost::system::in_place_value;
        };
        return shelf_->write(std::move(work));
    }

    Task<Result<PersonPage>> followers(UserId user, std::optional<FollowId> before, std::size_t limit) override {
        auto work = [user, before, limit](Connection& connection) {
            return page_of(connection, Document{{"followee", user}}, "follower", before.value_or(beyond_newest), limit);
        };
        return shelf_->read(work);
    }
    Task<Result<PersonPage>> following(UserId user, std::optional<FollowId> before, std::size_t limit) override {
        auto work = [user, before, limit](Connection& connection) {
            return page_of(connection, Document{{"follower", user}}, "followee", before.value_or(beyond_newest), limit);
        };
        return shelf_->read(work);
    }

    Task<Result<Relation>> relation(UserId viewer, UserId user) override {
        auto work = [viewer, user](Connection& connection) -> Result<Relation> { return relation_in(connection, viewer, user); };
        return shelf_->read(work);
    }

    Task<Result<EdgePage>> edges(std::optional<EdgeKey> after, std::size_t limit) override {
        auto work = [from = after.value_or(EdgeKey{}), limit](Connection& connection) {
            return edges_in(connection, from, limit);
        };
        return shelf_->read(work);
    }

private:
    ShelfPtr shelf_;
};

}  // namespace

std::unique_ptr<FollowStore> make_follows(ShelfPtr shelf) {
    return std::make_unique<MongoFollowStore>(std::move(shelf));
}

}  // namespace instante::authentication::mongo_store
