#pragma once

#include <cstddef>
#include <optional>

#include "publication/domain/listed.hpp"
#include "publication/outbound/sqlite/heads.hpp"
#include "sqlite/connection.hpp"

namespace instante::publication::sqlite_file {

/// Which page of whose feed.
struct FeedQuery {
    UserId viewer;
    PublicationId before;
    std::size_t limit = 0;
    std::size_t row_budget = 0;  ///< rows that may be looked at; zero: as many as it takes
};

/// The page, from one state of the store; nothing when it would take more than the budget.
std::optional<ListedPage> read_feed(sqlite::Connection& connection, HeadCaches& heads, const FeedQuery& query);

}  // namespace instante::publication::sqlite_file
