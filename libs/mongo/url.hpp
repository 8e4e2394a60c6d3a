#pragma once

#include <string>

#include "core/error.hpp"
#include "mongo/driver.hpp"

namespace instante::mongo {

/// Begins to use the driver, which prints nothing from then on. Once per process; again does nothing.
void begin_driver();

/// Reads a `mongodb://…` or `mongodb+srv://…` as the driver does, and takes no option that the driver would pass over. Errors:
/// `unavailable`, with a note that says which part is wrong and repeats nothing but the name of an option.
Result<Owned<mongoc_uri_t>> read_url(const std::string& url);

}  // namespace instante::mongo
