#pragma once

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/function.hpp"
#include "sqlite/database.hpp"

namespace instante::seeding {

/// Fills the tables of a file from a program of its own, many rows to a transaction. Ends the program when something fails.
class Bulk {
public:
    explicit Bulk(sqlite::Database& database);

    /// Runs `fill(connection, n)` for each n below `count`.
    template <class Fill>
    void fill(std::uint32_t count, Fill fill) {
        for (std::uint32_t begin = 0; begin < count; begin += chunk) {
            const auto end = begin + std::min(chunk, count - begin);
            write([begin, end, &fill](sqlite::Connection& connection) -> Result<void> {
                for (auto n = begin; n < end; ++n) fill(connection, n);
                return {};
            });
        }
    }
    /// Runs `change` in a transaction, and waits for it.
    void write(core::UniqueFunction<Result<void>(sqlite::Connection&)> change);

    /// While it lives, a table goes without its indexes: to build them at once, at the end, is several times faster.
    class Unindexed {
    public:
        Unindexed(Bulk& bulk, std::string table);
        Unindexed(const Unindexed&) = delete;
        Unindexed& operator=(const Unindexed&) = delete;
        ~Unindexed();

    private:
        Bulk& bulk_;
        std::vector<std::string> definitions_;
    };

private:
    static constexpr std::uint32_t chunk = 1'000;
    sqlite::Database& database_;
};

/// Opens the file, or ends the program.
std::unique_ptr<sqlite::Database> open_or_exit(const std::filesystem::path& file, std::span<const sqlite::Migration> schema);

}  // namespace instante::seeding
