#include "authentication/outbound/sqlite/search_upkeep.hpp"

#include <optional>

#include "authentication/outbound/sqlite/search_index.hpp"

namespace instante::authentication {

namespace {

/// People looked at in one operation: some twenty milliseconds where all are missing, in which no other write goes through.
constexpr std::size_t people_at_once = 256;

using Stopped = std::shared_ptr<const std::atomic<bool>>;

/// Called by the writer for each next step, whose database lives as long as it.
void fill(sqlite::Database& database, Stopped stopped, std::uint64_t number) {
    auto operation = [number, stopped](sqlite::Connection& connection) -> Result<std::optional<std::uint64_t>> {
        if (*stopped) return std::optional<std::uint64_t>{};
        return sqlite_store::index_some(connection, number, people_at_once);
    };
    auto done = [&database, stopped](const Result<std::optional<std::uint64_t>>& next) {
        if (next && *next) fill(database, stopped, **next);
    };
    (void)database.submit(std::move(operation), std::move(done));  // refused, or failed: the next start tries again
}

}  // namespace

SearchUpkeep::SearchUpkeep(sqlite::Database& database) {
    fill(database, stopped_, 0);
}

}  // namespace instante::authentication
