#include "mongo/service_database.hpp"

#include <chrono>

#include "async/signal.hpp"

namespace instante::mongo {
namespace {

constexpr std::chrono::seconds ask_again_after{2};

}  // namespace

Result<std::unique_ptr<Database>> open_service_database(const std::string& url, const std::string& ca_file,
                                                        std::string_view service) {
    Database::Options options;
    options.url = url;
    options.database = "instante_" + std::string{service};
    options.application = service;
    options.ca_file = ca_file;
    auto database = Database::open(options);
    if (!database) return core::Error{core::invalid_fields, "--database: " + database.error().note()};
    return database;
}

Task<Result<void>> make_indexes(Database& database, std::vector<Index> indexes) {
    for (;;) {
        auto made = co_await database.create_indexes(indexes);
        if (made || made.error().kind() == core::Kind::internal) co_return made;
        co_await async::sleep(ask_again_after);
    }
}

}  // namespace instante::mongo
