#include "publication/outbound/sqlite/person_rows.hpp"

namespace instante::publication::sqlite_file {

Person read_person(const sqlite::Statement& row) {
    Person person;
    person.id = row.id<UserId>(0);
    person.version = static_cast<std::uint64_t>(row.integer(1));
    person.state = static_cast<PersonState>(row.integer(2));
    person.username = row.text(3);
    person.name = row.text(4);
    person.image = row.text(5);
    return person;
}

std::optional<Person> find_person(sqlite::Connection& connection, UserId id) {
    auto row = connection.prepare("select id, version, state, username, name, image from person where id = ?").bind(id);
    if (!row.step()) return std::nullopt;
    return read_person(row);
}

void keep_person(sqlite::Connection& connection, const Person& news) {
    const auto known = find_person(connection, news.id);
    if (known && !supersedes(news, *known)) return;
    connection.prepare("insert or replace into person (id, version, state, username, name, image) values (?, ?, ?, ?, ?, ?)")
        .bind(news.id, news.version, static_cast<int>(news.state), news.username, news.name, news.image)
        .run();
}

}  // namespace instante::publication::sqlite_file
