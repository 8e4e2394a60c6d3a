#pragma once

#include <optional>

#include "publication/domain/person.hpp"
#include "sqlite/connection.hpp"

namespace instante::publication::sqlite_file {

std::optional<Person> find_person(sqlite::Connection& connection, UserId id);
/// Keeps `news` where it supersedes what is known.
void keep_person(sqlite::Connection& connection, const Person& news);
/// A person of a row `id, version, state, username, name, image`.
Person read_person(const sqlite::Statement& row);

}  // namespace instante::publication::sqlite_file
