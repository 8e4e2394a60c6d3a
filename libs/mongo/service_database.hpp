#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "core/error.hpp"
#include "mongo/database.hpp"

namespace instante::mongo {

/// Opens a service's own database, `instante_<service>` where the URL names none, at the server of its setting `--database`.
/// Blocks as `Database::open` does. Errors: `invalid_fields` with a line that names the setting.
Result<std::unique_ptr<Database>> open_service_database(const std::string& url, std::string_view service);

}  // namespace instante::mongo
