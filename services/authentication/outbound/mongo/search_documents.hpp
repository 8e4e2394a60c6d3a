#pragma once

#include "authentication/outbound/mongo/shelf.hpp"
#include "authentication/outbound/mongo/user_documents.hpp"

// What search reads by lies in the person's own document, and changes in the same step as what it is made of.
namespace instante::authentication::mongo_shelf {

/// Of a newcomer, once.
void put_newcomer_search(mongo::Connection& connection, const User& user, const Put& put);
/// Whenever a person's own fields are written: their names, or their state.
void put_search(const User& user, const Put& put);
/// Whenever `followers_count` of `known`, who is stored, becomes `followers`.
void put_popularity(const mongo::View& known, std::int64_t followers, const Put& put);

}  // namespace instante::authentication::mongo_shelf
