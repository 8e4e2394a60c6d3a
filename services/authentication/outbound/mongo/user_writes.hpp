#pragma once

#include <string>
#include <vector>

#include "authentication/domain/announcements.hpp"
#include "authentication/outbound/mongo/shelf.hpp"
#include "mongo/connection.hpp"
#include "mongo/update.hpp"

namespace instante::authentication::mongo_store {

/// A change of a person, with what is told of it and what else changes in their document in the same step.
struct UserWrite {
    User user;  ///< whole, `version` one above the stored one's; its counts are ignored
    std::vector<Announcement> announcements;
    core::Trace trace;
    mongo::Update also = {};
};

/// Puts `write.user` in the place of `before`, as it was read; names that change are claimed, and those given up set free.
/// Errors: `taken` with the fields; `changed_meanwhile` if `before` is no longer what is stored.
Result<void> write_user(mongo::Connection& connection, const Shelf& shelf, const User& before, UserWrite write);

/// Adds a newcomer; `document` has their id, and what else is kept with them. Errors: `taken` with the fields.
Result<void> add_user(mongo::Connection& connection, const Shelf& shelf, const UserWrite& newcomer, mongo::Document document);

/// Who bears `name`, a username or (with an `@`) an address; both in lower case.
std::optional<User> find_bearer(mongo::Connection& connection, const std::string& name);

/// Settles claims of names that a process has left behind, at most `limit`; how many there were.
std::size_t settle_claims(mongo::Connection& connection, const Shelf& shelf, std::size_t limit);

}  // namespace instante::authentication::mongo_store
