#include "seeding/bulk.hpp"

#include <cstdio>
#include <cstdlib>
#include <future>

namespace instante::seeding {
namespace {

[[noreturn]] void exit_with(const core::Error& error) {
    std::fprintf(stderr, "seeding failed: %s\n", error.note().c_str());
    std::exit(EXIT_FAILURE);
}

}  // namespace

Bulk::Bulk(sqlite::Database& database) : database_(database) {
    write([](sqlite::Connection& connection) -> Result<void> {
        connection.execute("pragma cache_size = -262144");  // 256 MiB
        return {};
    });
}

void Bulk::write(core::UniqueFunction<Result<void>(sqlite::Connection&)> change) {
    std::promise<Result<void>> ended;
    auto done = [&ended](Result<void> outcome) { ended.set_value(std::move(outcome)); };
    if (auto accepted = database_.submit(std::move(change), done); !accepted) exit_with(accepted.error());
    if (auto outcome = ended.get_future().get(); !outcome) exit_with(outcome.error());
}

Bulk::Unindexed::Unindexed(Bulk& bulk, std::string table) : bulk_(bulk) {
    bulk_.write([&](sqlite::Connection& connection) -> Result<void> {
        std::vector<std::string> names;
        {
            auto rows =
                connection.prepare("select name, sql from sqlite_schema where type = 'index' and sql <> '' and tbl_name = ?")
                    .bind(table);
            while (rows.step()) {
                names.push_back(rows.text(0));
                definitions_.push_back(rows.text(1));
            }
        }
        for (const auto& name : names) connection.execute("drop index " + name);
        return {};
    });
}

Bulk::Unindexed::~Unindexed() {
    for (const auto& definition : definitions_)
        bulk_.write([&](sqlite::Connection& connection) -> Result<void> {
            connection.execute(definition);
            return {};
        });
}

std::unique_ptr<sqlite::Database> open_or_exit(const std::filesystem::path& file, std::span<const sqlite::Migration> schema) {
    auto database = sqlite::Database::open({.file = file}, schema);
    if (!database) exit_with(database.error());
    return std::move(*database);
}

}  // namespace instante::seeding
