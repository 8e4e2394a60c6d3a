#include "authentication/outbound/mongo/search_documents.hpp"

#include "authentication/domain/search.hpp"
#include "authentication/domain/user.hpp"
#include "authentication/outbound/mongo/shelf.hpp"

namespace instante::authentication::mongo_store {

namespace {

using mongo::Array;
using mongo::Connection;
using mongo::Document;
using mongo::Update;

/// The next number of who comes to be found. One that nobody gets in the end is missed by nobody.
std::uint64_t next_number(Connection& connection) {
    const auto counted = connection.find_and_update(counters, Document{{"_id", "search"}},
                                                    Update{}.increment("last", 1).document(), Connection::Which::after, true);
    return counted->view().number("last");
}

/// The user's number, given at their first time, with a document that no search finds.
std::uint64_t number_of(Connection& connection, UserId user) {
    for (;;) {
        const auto known = connection.find_one(searches, Document{{"_id", user}}, Document{{"number", 1}});
        if (known) return known->view().number("number");
        const auto number = next_number(connection);
        connection.insert(searches, Document{{"_id", user}, {"number", number}, {"version", std::int64_t{0}}});
    }
}

}  // namespace

void mark_unsearched(Document& inserted) {
    inserted.add("search_version", std::int64_t{1}).add("unsearched", true);
}

void mark_unsearched(Update& update) {
    update.increment("search_version", 1).set("unsearched", true);
}

void refresh_search(Connection& connection, UserId user) {
    const Document fields{{"username", 1}, {"name", 1}, {"state", 1}, {"followers_count", 1}, {"search_version", 1}};
    const auto found = connection.find_one(users, Document{{"_id", user}, {"unsearched", true}}, fields);
    if (!found) return;
    const auto known = found->view();
    const auto version = known.integer("search_version");
    const auto number = number_of(connection, user);
    Update update;
    update.set("version", version);
    if (known.integer("state") == static_cast<int>(UserState::active)) {
        update.set("pieces", Array::of(text_pieces(search_text(known.text("username"), known.text("name")))));
        update.set("place", search_place(popularity(known.integer("followers_count")), number));
    } else {
        update.unset("pieces").unset("place");
    }
    const Document older{{"_id", user}, {"version", Document{{"$lt", version}}}};
    connection.update(searches, older, update.document());
    // Who has changed the user since does the same, and takes away a mark that tells of both.
    connection.update(users, Document{{"_id", user}, {"search_version", version}}, Update{}.unset("unsearched").document());
}

std::size_t refresh_left(Connection& connection, std::size_t limit) {
    const auto left =
        connection.find(users, Document{{"unsearched", true}}, {.limit = limit, .projection = Document{{"_id", 1}}});
    for (const auto& each : left) refresh_search(connection, each.view().id<UserId>("_id"));
    return left.size();
}

}  // namespace instante::authentication::mongo_store
