#include "sqlite/migrate.hpp"

#include <string>
#include <vector>

namespace instante::sqlite {
namespace {

std::vector<std::string> applied(Connection& connection) {
    std::vector<std::string> names;
    auto row = connection.prepare("select name from schema_migration order by number");
    while (row.step()) names.push_back(row.text(0));
    return names;
}

void apply(Connection& connection, std::size_t number, const Migration& migration) {
    connection.execute("begin immediate");
    try {
        connection.execute(std::string{migration.sql});
        connection.prepare("insert into schema_migration (number, name, applied_at) values (?, ?, ?)")
            .bind(number, migration.name, core::SystemClock{}.now())
            .run();
        connection.execute("commit");
    } catch (const Failure& failure) {
        if (connection.in_transaction()) connection.execute("rollback");
        throw Failure{failure.code(),
                      "migration " + std::to_string(number) + " (" + std::string{migration.name} + "): " + failure.what()};
    }
}

}  // namespace

Result<void> migrate(Connection& connection, std::span<const Migration> migrations, const std::filesystem::path& file) {
    connection.execute(
        "create table if not exists schema_migration ("
        "number integer primary key, name text not null, applied_at integer not null) strict");
    const auto done = applied(connection);
    if (done.size() > migrations.size())
        return core::Error{core::internal, file.string() + " has schema " + std::to_string(done.size()) + " (" + done.back() +
                                               "), this program knows " + std::to_string(migrations.size()) +
                                               ": it was written by a newer one"};
    for (std::size_t i = 0; i < done.size(); ++i)
        if (done[i] != migrations[i].name)
            return core::Error{core::internal, file.string() + ": step " + std::to_string(i + 1) + " of its schema is " +
                                                   done[i] + ", of ours " + std::string{migrations[i].name} +
                                                   ": another program's file"};
    for (std::size_t i = done.size(); i < migrations.size(); ++i) apply(connection, i + 1, migrations[i]);
    return {};
}

}  // namespace instante::sqlite
