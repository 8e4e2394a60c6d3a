#pragma once

#include <cstddef>

#include "authentication/domain/ids.hpp"
#include "mongo/connection.hpp"
#include "mongo/update.hpp"

/// How people are found: `search` holds a document for each, with the pieces of their names and their place, made of the user's
/// document. Every write that changes a name, a state or the popularity says so in the same step (`mark_unsearched`), and brings
/// the search document up to date afterwards (`refresh_search`); who dies between leaves the mark, and the minute's round finds
/// it.
namespace instante::authentication::mongo_store {

/// Into the document of a new user.
void mark_unsearched(mongo::Document& inserted);
/// Into a change of a user.
void mark_unsearched(mongo::Update& update);
/// Makes the search document of a user whose document is marked what it should be, and takes the mark away. Of several at once
/// the newest state stays.
void refresh_search(mongo::Connection& connection, UserId user);
/// The same of users who are marked, at most `limit`; how many there were.
std::size_t refresh_left(mongo::Connection& connection, std::size_t limit);

}  // namespace instante::authentication::mongo_store
