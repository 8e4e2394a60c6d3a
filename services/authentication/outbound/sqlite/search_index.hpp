#pragma once

#include <string>

#include "authentication/domain/ids.hpp"
#include "sqlite/connection.hpp"

namespace instante::authentication::sqlite_store {

/// A person as the search index knows them: nothing of who is not active.
struct Indexed {
    std::string text;  ///< of `search_text`; empty: not to be found
    std::uint32_t popularity = 0;

    friend bool operator==(const Indexed&, const Indexed&) = default;
};

/// What is stored of a person, as it is to be indexed.
Indexed indexed(sqlite::Connection& connection, UserId user);
/// Brings the index from `before` (what `indexed` said before the change) to what is stored now.
void reindex(sqlite::Connection& connection, UserId user, const Indexed& before);
/// Puts everybody into the index who is not there yet: those of a file that is older than the index.
void index_everybody(sqlite::Connection& connection);

}  // namespace instante::authentication::sqlite_store
