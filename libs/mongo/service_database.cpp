#include "mongo/service_database.hpp"

#include <cstdlib>

namespace instante::mongo {

Result<std::unique_ptr<Database>> open_service_database(const std::string& url, std::string_view service) {
    Database::Options options;
    options.url = url;
    options.database = "instante_" + std::string{service};
    options.application = service;
    if (const auto* file = std::getenv("INSTANTE_CA_FILE")) options.ca_file = file;
    auto database = Database::open(options);
    if (!database) return core::Error{core::invalid_fields, "--database: " + database.error().note()};
    return database;
}

}  // namespace instante::mongo
