#pragma once

#include <cstddef>
#include <optional>
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
/// Puts those into the index who are not there yet and should be, after the person of `number`, `limit` looked at at most: those
/// of a file that is older than the index. The number to go on after; nothing when that was all.
std::optional<std::uint64_t> index_some(sqlite::Connection& connection, std::uint64_t number, std::size_t limit);

}  // namespace instante::authentication::sqlite_store
