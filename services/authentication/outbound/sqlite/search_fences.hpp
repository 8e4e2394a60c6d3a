#pragma once

#include <cstdint>
#include <string_view>

#include "sqlite/connection.hpp"

/// Marks in the search index, so that no way through it is long. FTS5 cannot be stopped between two rows that it finds, and where
/// two common words never meet there is no row to the end of both lists. So every few thousand people a document that is nobody,
/// a fence, holds a piece of its own, and each query asks for its pieces *or* that one: it comes by at each fence. The table
/// `search_fence` knows where they stand, and how many people are behind each, up to the next; the first stands before everybody
/// and needs no document.
namespace instante::authentication::sqlite_store {

/// As many people at most lie between two fences.
inline constexpr std::int64_t people_between_fences = 8192;
/// The piece that fences hold; no word holds it.
inline constexpr std::string_view fence_piece = "|||";

constexpr bool is_fence(std::uint64_t place) {
    return place % 2 == 1;
}

/// Counts somebody who has come to `place` (1), or gone from it (-1), once the index holds it; sets up and takes down fences so
/// that there are at most `limit` people between them.
void count_at(sqlite::Connection& connection, std::uint64_t place, int by, std::int64_t limit = people_between_fences);

}  // namespace instante::authentication::sqlite_store
