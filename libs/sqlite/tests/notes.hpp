#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "async/run.hpp"
#include "sqlite/database.hpp"
#include "sqlite/tests/scratch.hpp"

namespace instante::sqlite {

/// The schema of these tests: notes with a number and a text.
inline constexpr std::array notes_schema{
    Migration{"notes", "create table note (number integer primary key, text text) strict"},
};

inline std::unique_ptr<Database> open_notes(Database::Options options) {
    return Database::open(std::move(options), notes_schema).value();
}

/// An operation that adds a note.
inline auto add_note(std::int64_t number, std::string text) {
    return [number, text = std::move(text)](Connection& connection) -> Result<void> {
        connection.prepare("insert into note (number, text) values (?, ?)").bind(number, text).run();
        return {};
    };
}

inline std::vector<std::int64_t> note_numbers(Database& database) {
    auto numbers = database.read([](Connection& connection) -> Result<std::vector<std::int64_t>> {
        std::vector<std::int64_t> found;
        auto row = connection.prepare("select number from note order by number");
        while (row.step()) found.push_back(row.integer(0));
        return found;
    });
    return numbers.value();
}

}  // namespace instante::sqlite
