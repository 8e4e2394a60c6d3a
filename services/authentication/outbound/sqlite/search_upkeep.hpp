#pragma once

#include <atomic>
#include <cstdint>
#include <memory>

#include "sqlite/database.hpp"

namespace instante::authentication {

/// Fills the search index of a file that is older than it, a few hundred people at a time between other writes; who is not there
/// yet is not found yet. Ends with this object, or when everybody is there; the next process goes on.
class SearchUpkeep {
public:
    explicit SearchUpkeep(sqlite::Database& database);
    ~SearchUpkeep() { stopped_->store(true); }
    SearchUpkeep(const SearchUpkeep&) = delete;
    SearchUpkeep& operator=(const SearchUpkeep&) = delete;

private:
    std::shared_ptr<std::atomic<bool>> stopped_ = std::make_shared<std::atomic<bool>>(false);
};

}  // namespace instante::authentication
