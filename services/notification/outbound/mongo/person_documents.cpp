#include "notification/outbound/mongo/person_documents.hpp"

#include "notification/outbound/mongo/shelf.hpp"

namespace instante::notification::mongo_shelf {

using mongo::Array;
using mongo::Connection;
using mongo::Document;

Presence presence_of(Connection& connection, UserId user) {
    const auto found = connection.find_one(people, Document{{"_id", user}}, Document{{"presence", 1}});
    return found ? static_cast<Presence>(found->view().integer("presence")) : Presence::here;
}

std::vector<UserId> deleted_of(Connection& connection, const std::vector<UserId>& users) {
    std::vector<UserId> deleted;
    if (users.empty()) return deleted;
    const Document filter{{"_id", Document{{"$in", Array::of(users)}}}, {"presence", number(Presence::deleted)}};
    for (const auto& found : connection.find(people, filter, {.projection = Document{{"_id", 1}}}))
        deleted.push_back(found.view().id<UserId>("_id"));
    return deleted;
}

std::map<UserId, Person> people_here(Connection& connection, const std::vector<UserId>& users) {
    std::map<UserId, Person> here;
    if (users.empty()) return here;
    const Document filter{{"_id", Document{{"$in", Array::of(users)}}}, {"presence", number(Presence::here)}};
    for (const auto& found : connection.find(people, filter)) {
        const auto view = found.view();
        const auto id = view.id<UserId>("_id");
        here.emplace(id, Person{id, view.text("username"), view.text("name"), view.text("image")});
    }
    return here;
}

void keep_actor(Connection& connection, const Person& actor) {
    connection.insert(people, Document{{"_id", actor.id},
                                       {"version", std::int64_t{0}},
                                       {"presence", number(Presence::here)},
                                       {"username", actor.username},
                                       {"name", actor.name},
                                       {"image", actor.image}});
}

}  // namespace instante::notification::mongo_shelf
