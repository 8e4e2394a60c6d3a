#include "publication/outbound/mongo/person_documents.hpp"

#include "mongo/update.hpp"
#include "publication/outbound/mongo/shelf.hpp"

namespace instante::publication::mongo_shelf {

using mongo::Array;
using mongo::Connection;
using mongo::Document;
using mongo::Update;
using mongo::View;

Person to_person(const View& document) {
    return {.id = document.id<UserId>("_id"),
            .username = document.text("username"),
            .name = document.text("name"),
            .image = document.text("image"),
            .version = document.number("version"),
            .state = static_cast<PersonState>(document.integer("state"))};
}

std::optional<Person> find_person(Connection& connection, UserId id) {
    const auto found = connection.find_one(people, Document{{"_id", id}});
    if (!found) return std::nullopt;
    return to_person(found->view());
}

void keep_person(Connection& connection, const Person& news) {
    // As `supersedes` says; in the filter, so that of two at once the newer stays.
    Document filter{{"_id", news.id}};
    filter.add("state", Document{{"$lt", static_cast<int>(PersonState::deleted)}});
    if (news.state != PersonState::deleted) filter.add("version", Document{{"$lt", news.version}});
    const auto update = Update{}
                            .set("version", news.version)
                            .set("state", static_cast<int>(news.state))
                            .set("username", news.username)
                            .set("name", news.name)
                            .set("image", news.image)
                            .document();
    connection.update(people, filter, update, true);
}

bool is_deleted(Connection& connection, UserId id) {
    return connection.exists(people, Document{{"_id", id}, {"state", static_cast<int>(PersonState::deleted)}});
}

std::map<UserId, std::uint64_t> active_versions(Connection& connection, const std::vector<UserId>& ids) {
    std::map<UserId, std::uint64_t> versions;
    if (ids.empty()) return versions;
    const Document filter{{"_id", Document{{"$in", Array::of(ids)}}}, {"state", static_cast<int>(PersonState::active)}};
    for (const auto& document : connection.find(people, filter, {.projection = Document{{"version", 1}}}))
        versions.emplace(document.view().id<UserId>("_id"), document.view().number("version"));
    return versions;
}

}  // namespace instante::publication::mongo_shelf
