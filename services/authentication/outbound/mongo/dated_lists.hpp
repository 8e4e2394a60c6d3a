#pragma once

#include <cstddef>
#include <string>

#include "core/time.hpp"
#include "mongo/connection.hpp"

namespace instante::authentication::mongo_store {

/// Takes out of the arrays `list` in people's documents the elements whose `time` is before `before`, of some `limit` of them;
/// how many. Read by an index on `list.time`.
std::size_t forget_dated(mongo::Connection& connection, const std::string& list, const std::string& time, core::Timestamp before,
                         std::size_t limit);

}  // namespace instante::authentication::mongo_store
