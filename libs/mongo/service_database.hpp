#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "async/task.hpp"
#include "core/error.hpp"
#include "mongo/database.hpp"

namespace instante::mongo {

/// Opens a service's own database, `instante_<service>` where the URL names none, at the server of its setting `--database`, with
/// the certificates of `--ca-file`. Blocks as `Database::open` does. Errors: `invalid_fields` with a line that names the setting.
Result<std::unique_ptr<Database>> open_service_database(const std::string& url, const std::string& ca_file,
                                                        std::string_view service);

/// Makes a service's indexes, and asks again as long as the server is away. Errors: `internal`, from a server that refuses one.
Task<Result<void>> make_indexes(Database& database, std::vector<Index> indexes);

}  // namespace instante::mongo
