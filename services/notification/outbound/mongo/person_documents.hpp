#pragma once

#include <map>
#include <vector>

#include "mongo/connection.hpp"
#include "notification/domain/person.hpp"

namespace instante::notification::mongo_shelf {

/// A field's value, or what it is compared with.
inline int number(Presence presence) {
    return static_cast<int>(presence);
}

Presence presence_of(mongo::Connection& connection, UserId user);
/// Those of `users` who are deleted.
std::vector<UserId> deleted_of(mongo::Connection& connection, const std::vector<UserId>& users);
/// Those of `users` who are known and here.
std::map<UserId, Person> people_here(mongo::Connection& connection, const std::vector<UserId>& users);
/// Keeps what a message says of an actor, if nothing is known of them.
void keep_actor(mongo::Connection& connection, const Person& actor);

}  // namespace instante::notification::mongo_shelf
