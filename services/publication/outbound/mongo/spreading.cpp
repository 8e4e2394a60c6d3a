#include "publication/outbound/mongo/spreading.hpp"

#include "publication/outbound/mongo/edge_documents.hpp"
#include "publication/outbound/mongo/publication_documents.hpp"
#include "publication/outbound/mongo/timeline_documents.hpp"

namespace instante::publication::mongo_shelf {
namespace {

using mongo::Connection;
using mongo::Document;
using mongo::Update;

constexpr std::size_t first_followers = 100;

Document spreading_now(PublicationId id) {
    return {{"_id", id}, {"spreads", Document{{"$gt", 0}}}};
}

/// Moves on from where `seen` was; another who did so first has reached the same followers.
void move_on(Connection& connection, const mongo::View& seen, std::optional<UserId> last) {
    auto there = spreading_now(seen.id<PublicationId>("_id"));
    there.add("after", seen.integer("after"));
    Update update;
    if (last) {
        update.set("after", *last);
    } else {
        update.unset("spreads").unset("after");
    }
    connection.update(publications, there, update.document());
}

/// What comes before the followers. Whether there is something to bring to them: those of an author who is pulled already are
/// marked.
bool reach_owner(Connection& connection, const Spreading& spreading) {
    add_to_timeline(connection, spreading.owner, spreading.publication, spreading.owner);
    return spreading.reach == Reach::push || add_pull_author(connection, spreading.owner, spreading.publication);
}

}  // namespace

void begin_to_spread(Document& publication, PublicationId id) {
    publication.add("spreads", id).add("after", UserId{});
}
void begin_to_spread(Update& update, PublicationId id) {
    update.set("spreads", id).set("after", UserId{});
}

bool spreads(Connection& connection, PublicationId id) {
    return connection.exists(publications, spreading_now(id));
}

bool spread_at_once(Connection& connection, PublicationId id) {
    return spread_on(connection, id, first_followers);
}

bool spread_on(Connection& connection, PublicationId id, std::size_t chunk) {
    const auto found = connection.find_one(publications, spreading_now(id));
    if (!found) return true;
    const auto view = found->view();
    const Spreading spreading{id, view.id<UserId>("owner"), static_cast<Reach>(view.integer("reach"))};
    const auto after = view.id<UserId>("after");
    std::optional<UserId> last;
    if (after || reach_owner(connection, spreading)) last = spread(connection, spreading, after, chunk);
    move_on(connection, view, last);
    return !last;
}

}  // namespace instante::publication::mongo_shelf
